package io.isotherm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.mqtt.RawClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that announces itself for Home Assistant at its own start alone, and publishes to the whole program. */
class DiscoveryServerTest {
    private static final String CONFIG = """
            {"name":"Temperature","device_class":"temperature","state_topic":"house/kitchen","unit_of_measurement":"°C",\
            "value_template":"{{ value_json.t }}","unique_id":"k1","device":{"name":"Kitchen","identifiers":["k1"]}}""";

    private static void publish(TestServer server, String... topicsAndPayloads) throws IOException {
        try (RawClient client = new RawClient(server.mqttPort())) {
            client.send(RawClient.connect("kitchen", 0, null, null));
            assertThat(client.read(4)).isEqualTo("20020000");
            for (int i = 0; i < topicsAndPayloads.length; i += 2) {
                client.send(
                        RawClient.publish(1, i + 1, topicsAndPayloads[i], topicsAndPayloads[i + 1].getBytes(UTF_8)));
                assertThat(client.read(4)).isEqualTo("4002%04x".formatted(i + 1));
            }
        }
    }

    @Test
    void isUnderstoodAfterARestartOfTheProgram(@TempDir Path folder) throws IOException {
        try (TestServer server = TestServer.start(folder)) {
            publish(server, "homeassistant/sensor/kitchen/config", CONFIG, "house/kitchen", "{\"t\":21.5}");
        }
        try (TestServer server = TestServer.start(folder)) {
            publish(server, "house/kitchen", "{\"t\":22.5}");
            JsonObject sensor =
                    server.json("/api/v1/sensors").getJsonArray("items").getJsonObject(0);
            assertThat(server.raw(sensor.getString("id")).getJsonArray("v")).containsExactly(21.5, 22.5);
        }
    }
}
