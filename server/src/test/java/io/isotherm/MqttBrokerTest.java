package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.mqtt.MosquittoBroker;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program as a subscriber of a real Mosquitto. */
class MqttBrokerTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int MESSAGES = 300;

    @TempDir
    Path folder;

    private MosquittoBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = MosquittoBroker.start(folder);
    }

    @AfterEach
    void stop() throws Exception {
        broker.stop();
    }

    @Test
    void nothingThatWasPublishedIsLostWhenTheProcessIsKilledOrStopped() throws Exception {
        String[] flags = {"--mqtt-port", "0", "--mqtt-broker", "mqtt://127.0.0.1:" + broker.port()};
        try (ServerProcess first = ServerProcess.start(folder.resolve("data"), flags)) {
            URI address = first.address();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> check(address).getString("status").equals("ok"));
            publish(0);
            first.kill();
        }
        publish(1);
        try (ServerProcess second = ServerProcess.start(folder.resolve("data"), flags)) {
            second.address();
            publish(2);
            assertThat(second.stop()).isZero();
        }
        publish(3);
        try (ServerProcess third = ServerProcess.start(folder.resolve("data"), flags)) {
            URI address = third.address();
            await().atMost(Duration.ofSeconds(30)).until(() -> values(address).size() == 4 * MESSAGES);
            assertThat(third.errors()).contains("subscribed: protocol=mqtt");
        }
    }

    @Test
    void aBrokerThatRefusesIsInTheHealthAndThePasswordNowhere() throws Exception {
        broker.stop();
        try (ServerProcess server = ServerProcess.start(
                folder.resolve("data"),
                "--mqtt-port",
                "0",
                "--mqtt-broker",
                "mqtt://isotherm:hush@127.0.0.1:" + broker.port())) {
            URI address = server.address();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(check(address).getString("detail"))
                            .contains("127.0.0.1:" + broker.port() + " does not answer"));
            assertThat(check(address).getString("status")).isEqualTo("degraded");
            assertThat(get(address, "/health/ready").statusCode()).isEqualTo(200);
            assertThat(server.errors() + get(address, "/health/ready").body()).doesNotContain("hush");
        }
    }

    // Each value once, each with a time of its own.
    private void publish(int part) throws Exception {
        broker.publishAll(
                "isotherm/k",
                IntStream.range(part * MESSAGES, (part + 1) * MESSAGES)
                        .mapToObj(i -> "{\"value\":" + i + ",\"time\":" + (1_750_000_000_000L + i * 1_000L) + "}"));
    }

    private static JsonObject check(URI address) throws Exception {
        return json(address, "/health/ready").getJsonObject("checks").getJsonObject("mqtt-broker");
    }

    private static Set<Double> values(URI address) throws Exception {
        Set<Double> values = new TreeSet<>();
        for (Object sensor : json(address, "/api/v1/sensors").getJsonArray("items")) {
            json(
                            address,
                            "/api/v1/sensors/" + ((JsonObject) sensor).getString("id")
                                    + "/readings?raw=true&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z")
                    .getJsonArray("v")
                    .forEach(value -> values.add(((Number) value).doubleValue()));
        }
        return values;
    }

    private static JsonObject json(URI address, String path) throws Exception {
        return new JsonObject(get(address, path).body());
    }

    private static HttpResponse<String> get(URI address, String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
