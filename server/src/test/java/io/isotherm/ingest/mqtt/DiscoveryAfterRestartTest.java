package io.isotherm.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.Readings;
import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.vendor.HomeDecoders;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was announced for Home Assistant is retained at the broker, which tells it again at each subscription. */
class DiscoveryAfterRestartTest {
    @Test
    void whatADeviceAnnouncedBeforeARestartIsKnownAfterIt(@TempDir Path folder) throws Exception {
        MosquittoBroker broker = MosquittoBroker.start(folder);
        Vertx vertx = Vertx.vertx();
        try {
            broker.publish("homeassistant/sensor/kitchen/config", """
                    {"name":"Temperature","device_class":"temperature","state_topic":"house/kitchen",\
                    "unit_of_measurement":"°C","value_template":"{{ value_json.t }}","unique_id":"k1",\
                    "device":{"name":"Kitchen","identifiers":["k1"]}}""", "-r");
            for (int run = 1; run <= 3; run++) {
                RecordingDoor door = new RecordingDoor();
                MqttBridge bridge = new MqttBridge(
                        vertx,
                        BridgeSettings.parse("mqtt://127.0.0.1:" + broker.port())
                                .with(List.of("homeassistant/+/+/config", "house/#"), null),
                        folder.resolve("session"),
                        new TopicDecoders(HomeDecoders.all()),
                        door,
                        new SimpleMeterRegistry());
                try (bridge) {
                    bridge.start();
                    await().untilAsserted(() -> assertThat(bridge.check()).isEqualTo(Health.OK));
                    await("the announcement").until(() -> !door.arrivals().isEmpty());
                    broker.publish("house/kitchen", "{\"t\":21.5}");
                    await("a reading in run " + run)
                            .atMost(Duration.ofSeconds(20))
                            .until(() -> door.arrivals().stream()
                                    .anyMatch(arrival -> arrival.batch().size() == 1));
                    assertThat(Readings.of(door.arrivals().getLast().batch()))
                            .singleElement()
                            .asString()
                            .endsWith(" temperature 21.5 °C");
                }
            }
        } finally {
            broker.stop();
            vertx.close().await();
        }
    }
}
