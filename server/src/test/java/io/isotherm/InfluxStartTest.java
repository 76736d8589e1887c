package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clients that cannot run here ask when they start, in their order, with their headers: Home Assistant
 * (home-assistant/core, components/influxdb) and the client for Arduino and ESP (tobiasschuerg/InfluxDB-Client-for-Arduino,
 * InfluxDbClient.cpp). Each gives up where an answer is another.
 */
class InfluxStartTest {
    private static final String ADMIN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // started before each test
    private TestServer server;

    private String token = "";

    @BeforeEach
    void start() throws IOException {
        Path file = Files.writeString(folder.resolve("admin.token"), ADMIN);
        server = TestServer.start(folder.resolve("data"), "--admin-token-file", file.toString());
        HttpResponse<String> made = TestServer.send(server.request("/api/v1/tokens")
                .header("Authorization", "Bearer " + ADMIN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Home\",\"grant\":{\"all\":true}}")));
        token = new JsonObject(made.body()).getString("token");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path, String... headers) {
        return TestServer.send(request(path, headers).GET());
    }

    private HttpResponse<String> post(String path, String body, String... headers) {
        return TestServer.send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = server.request(path);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private List<String> sensors() {
        HttpResponse<String> listed = get("/api/v1/sensors", "Authorization", "Bearer " + ADMIN);
        return new JsonObject(listed.body())
                .getJsonArray("items").stream()
                        .map(item -> ((JsonObject) item).getString("key"))
                        .toList();
    }

    @Test
    void homeAssistantWithVersionOne() {
        String basic = Base64.getEncoder().encodeToString(("home:" + token).getBytes(StandardCharsets.UTF_8));
        String[] headers = {
            "Authorization",
            "Basic " + basic,
            "Content-Type",
            "application/octet-stream",
            "Accept",
            "application/x-msgpack"
        };
        // Its setup writes nothing; anything but success or 400 is a broken configuration.
        assertThat(post("/write?db=home_assistant", "\n", headers).statusCode()).isEqualTo(204);
        HttpResponse<String> databases = get("/query?q=SHOW+DATABASES%3B&db=home_assistant", headers);
        assertThat(databases.statusCode()).isEqualTo(200);
        assertThat(databases.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(new JsonObject(databases.body())
                        .getJsonArray("results")
                        .getJsonObject(0)
                        .getJsonArray("series")
                        .getJsonObject(0)
                        .getString("name"))
                .isEqualTo("databases");
        assertThat(post(
                                "/write?db=home_assistant",
                                "°C,domain=sensor,entity_id=kitchen friendly_name_str=\"Kitchen\",value=21.4"
                                        + " 1795512600000000000\n",
                                headers)
                        .statusCode())
                .isEqualTo(204);
        assertThat(sensors()).containsExactly("sensor.kitchen/value");
    }

    @Test
    void homeAssistantWithVersionTwo() {
        String[] headers = {
            "Authorization",
            "Token " + token,
            "Content-Type",
            "text/plain",
            "Content-Encoding",
            "identity",
            "Accept",
            "application/json"
        };
        String path = "/api/v2/write?org=home&bucket=Home%20Assistant&precision=ns";
        assertThat(post(path, "", headers).statusCode()).isEqualTo(204);
        assertThat(post(path, "°C,domain=sensor,entity_id=kitchen value=21.4 1795512600000000000", headers)
                        .statusCode())
                .isEqualTo(204);
        assertThat(sensors()).containsExactly("sensor.kitchen/value");
    }

    @Test
    void anArduinoWithVersionOne() {
        // 200 alone is a server to it, where InfluxDB would answer 204 without "verbose".
        assertThat(get("/ping?verbose=true&u=esp&p=" + token).statusCode()).isEqualTo(200);
        assertThat(post(
                                "/write?db=home&u=esp&p=" + token + "&precision=s",
                                "wifi,device=ESP32 rssi=-61i,temp=4.31 1795512600\n",
                                "Content-Type",
                                "text/plain")
                        .statusCode())
                .isEqualTo(204);
        assertThat(sensors()).containsExactlyInAnyOrder("wifi,device=ESP32/rssi", "wifi,device=ESP32/temp");
    }

    @Test
    void anArduinoWithVersionTwo() {
        String[] headers = {"Authorization", "Token " + token, "Content-Type", "text/plain"};
        assertThat(get("/health", headers).statusCode()).isEqualTo(200);
        assertThat(post(
                                "/api/v2/write?org=home&bucket=b&precision=s",
                                "wifi,device=ESP32 rssi=-61i 1795512600\n",
                                headers)
                        .statusCode())
                .isEqualTo(204);
        assertThat(sensors()).containsExactly("wifi,device=ESP32/rssi");
    }

    @Test
    void aWrongTokenIsToldAtTheFirstWrite() {
        String[] headers = {"Authorization", "Token wrong", "Content-Type", "text/plain"};
        assertThat(get("/health", headers).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = post("/api/v2/write?org=home&bucket=b", "wifi rssi=-61i\n", headers);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(new JsonObject(refused.body()).getString("message"))
                .isEqualTo("This token is not known, or was revoked.");
        assertThat(sensors()).isEmpty();
    }
}
