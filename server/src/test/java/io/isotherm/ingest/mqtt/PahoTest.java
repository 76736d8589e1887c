package io.isotherm.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.Readings;
import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a client library of MQTT 5: Eclipse Paho. */
class PahoTest {
    private final RecordingDoor door = new RecordingDoor();
    private final List<MqttClient> clients = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final MqttListener listener = new MqttListener(
            vertx,
            MqttSettings.of("127.0.0.1", 0),
            Admissions.byToken("secret"),
            new TopicDecoders(List.of(new PlainDecoder())),
            door,
            new SimpleMeterRegistry());

    @BeforeEach
    void start() throws IOException {
        listener.start();
    }

    @AfterEach
    void stop() throws MqttException {
        for (MqttClient client : clients) {
            if (client.isConnected()) {
                client.disconnect();
            }
            client.close();
        }
        door.open();
        listener.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void everyQualityWorks(int qos) throws MqttException {
        MqttClient client = connected("logger", options("secret"));
        client.publish("isotherm/k", "21.5 °C".getBytes(UTF_8), qos, true);
        await().until(() -> door.arrivals().size() == 1);
        client.disconnect();
        assertThat(Readings.of(door.arrivals().getFirst().batch())).containsExactly("k temperature 21.5 °C");
    }

    @Test
    void itsWillIsPublishedWhenItIsGone() throws MqttException {
        MqttConnectionOptions options = options("secret");
        options.setWill("plain/fridge/state", new MqttMessage("offline".getBytes(UTF_8), 1, true, null));
        MqttClient client = connected("logger", options);
        // Ends the connection without a word.
        client.disconnectForcibly(0, 0, false);
        await().untilAsserted(() -> assertThat(door.arrivals())
                .singleElement()
                .satisfies(arrival ->
                        assertThat(arrival.batch().notes().getFirst().online()).isFalse()));
    }

    @Test
    void aSessionIsDeclinedAndTheClientKnows() throws MqttException {
        MqttConnectionOptions options = options("secret");
        options.setCleanStart(false);
        options.setSessionExpiryInterval(3_600L);
        var answer = client("logger").connectWithResult(options);
        assertThat(answer.getSessionPresent()).isFalse();
        assertThat(answer.getResponseProperties().getSessionExpiryInterval()).isZero();
    }

    @Test
    void aWrongTokenIsRefused() {
        assertThatThrownBy(() -> connected("logger", options("wrong")))
                .isInstanceOfSatisfying(
                        MqttException.class, e -> assertThat(e.getReasonCode()).isEqualTo(0x86));
    }

    private static MqttConnectionOptions options(String token) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName("logger");
        options.setPassword(token.getBytes(UTF_8));
        options.setConnectionTimeout(10);
        return options;
    }

    private MqttClient connected(String id, MqttConnectionOptions options) throws MqttException {
        MqttClient client = client(id);
        client.connect(options);
        return client;
    }

    private MqttClient client(String id) throws MqttException {
        MqttClient client = new MqttClient("tcp://127.0.0.1:" + listener.port(), id, new MemoryPersistence());
        clients.add(client);
        return client;
    }
}
