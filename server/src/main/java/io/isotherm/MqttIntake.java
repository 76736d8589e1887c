package io.isotherm;

import io.isotherm.ingest.Door;
import io.isotherm.ingest.mqtt.AnnouncementFile;
import io.isotherm.ingest.mqtt.MqttAdmission;
import io.isotherm.ingest.mqtt.MqttBridge;
import io.isotherm.ingest.mqtt.MqttListener;
import io.isotherm.ingest.mqtt.MqttSettings;
import io.isotherm.ingest.sparkplug.SparkplugDecoder;
import io.isotherm.ingest.vendor.ChirpStack;
import io.isotherm.ingest.vendor.HomeDecoders;
import io.isotherm.ingest.vendor.SensorThings;
import io.isotherm.ingest.vendor.TheThingsStack;
import io.isotherm.ingest.vendor.ThingsBoard;
import io.isotherm.ingest.vendor.TopicDecoder;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.security.Access;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What comes by MQTT: to listeners of our own, with and without TLS, and from a broker that is there.
 *
 * @param port of the listener; 0 where there is none
 * @param tlsPort of the one with TLS; likewise
 */
record MqttIntake(int port, int tlsPort) {
    /** Opens what the settings ask for. */
    static MqttIntake open(Config config, Parts parts, Vertx vertx, Access access, Door door, MeterRegistry meters) {
        int port = 0;
        int tlsPort = 0;
        TopicDecoders decoders = new TopicDecoders(decoders());
        MqttAdmission admission = MqttAdmission.of(shown -> access.client(shown.user(), shown.password(), "mqtt"));
        Config.Mqtt mqtt = config.mqtt();
        if (mqtt.plain().on() || mqtt.tls().on() || mqtt.broker().isPresent()) {
            parts.part(AnnouncementFile.open(vertx, config.data().resolve("mqtt-announcements"), decoders));
        }
        if (mqtt.plain().on()) {
            MqttSettings settings =
                    MqttSettings.of(config.listen(), mqtt.plain().number());
            port = listen(parts, new MqttListener(vertx, settings, admission, decoders, door, meters));
        }
        if (mqtt.tls().on()) {
            MqttSettings settings = MqttSettings.of(config.listen(), mqtt.tls().number())
                    .withTls(mqtt.files().orElseThrow());
            tlsPort = listen(parts, new MqttListener(vertx, settings, admission, decoders, door, meters));
        }
        mqtt.broker().ifPresent(broker -> {
            Path session = config.data().resolve("mqtt-session");
            MqttBridge bridge = parts.watched(new MqttBridge(vertx, broker, session, decoders, door, meters));
            try {
                bridge.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        });
        return new MqttIntake(port, tlsPort);
    }

    // Those whose topics nobody else has first.
    private static List<TopicDecoder> decoders() {
        return Stream.concat(
                        Stream.of(
                                new SparkplugDecoder(),
                                new TheThingsStack(),
                                new ChirpStack(),
                                new ThingsBoard(),
                                new SensorThings()),
                        HomeDecoders.all().stream())
                .toList();
    }

    private static int listen(Parts parts, MqttListener listener) {
        try {
            return parts.watched(listener).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
