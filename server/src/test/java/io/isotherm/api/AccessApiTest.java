package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.http.Wire;
import io.isotherm.security.SecuritySettings;
import io.isotherm.security.TrustedProxies;
import io.isotherm.store.StoreException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that asks for the token, seen from outside. */
class AccessApiTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final Set<String> OPEN = Set.of(
            "GET /health/live",
            "HEAD /health/live",
            "GET /health/ready",
            "HEAD /health/ready",
            "GET /api/v1/status",
            "HEAD /api/v1/status",
            "POST /api/v1/session",
            "DELETE /api/v1/session");

    @TempDir
    Path folder;

    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, TOKEN);
        server = new ApiServer(new SecuritySettings("127.0.0.1", Optional.of(file), List.of()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyRouteButAFewIsClosedToStrangers() {
        server.sensor("fridge");
        int closed = 0;
        for (Route route : server.routes()) {
            Set<HttpMethod> methods = route.methods();
            String path = route.getPath();
            if (methods == null || path == null) {
                continue;
            }
            for (HttpMethod method : methods) {
                String answer = Wire.request(
                        server.listener.port(),
                        method + " " + path.replace(":id", "fridge") + " HTTP/1.1",
                        "Host: localhost",
                        "Content-Type: application/json",
                        "Content-Length: 0");
                boolean open = OPEN.contains(method + " " + path);
                assertThat(Wire.status(answer) == 401).as(method + " " + path).isEqualTo(!open);
                closed += open ? 0 : 1;
            }
        }
        assertThat(closed).isGreaterThan(30);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/socket.io/../api/v1/sensors",
                "/socket.io/%2e%2e/api/v1/sensors",
                "/health/live/../../api/v1/sensors",
                "//api/v1/sensors",
                "/api/v1/sensors/",
                "/api/v1/./sensors",
                "/api/v1/status/../sensors",
                "/api/v1/status?/../sensors",
            })
    void noSpellingOfAPathGetsPast(String path) {
        String answer = Wire.request(server.listener.port(), "GET " + path + " HTTP/1.1", "Host: localhost");
        assertThat(answer).doesNotContain("\"items\"");
    }

    @Test
    void aStrangerLearnsThatHeHasToSignInAndNoMore() {
        JsonObject status = server.json("/api/v1/status");
        assertThat(status.fieldNames()).containsExactlyInAnyOrder("version", "now", "signInRequired", "signedIn");
        assertThat(status.getBoolean("signInRequired")).isTrue();
        assertThat(status.getBoolean("signedIn")).isFalse();
        assertThat(server.json("/health/ready").fieldNames()).containsExactly("status");
    }

    @Test
    void aStrangerGetsThePageToSignInOn() {
        String page = Wire.request(
                server.listener.port(), "GET /sensors/fridge HTTP/1.1", "Host: localhost", "Accept: text/html");
        assertThat(Wire.status(page)).isEqualTo(200);
        assertThat(page).contains("<!doctype html>");
        String metrics =
                Wire.request(server.listener.port(), "GET /metrics HTTP/1.1", "Host: localhost", "Accept: text/html");
        assertThat(Wire.status(metrics)).isEqualTo(401);
    }

    @Test
    void theTokenOpens() {
        String[] bearer = {"Authorization", "Bearer " + TOKEN};
        assertThat(server.send("GET", "/api/v1/sensors", null, bearer).statusCode())
                .isEqualTo(200);
        assertThat(new JsonObject(server.send("GET", "/api/v1/status", null, bearer)
                                .body())
                        .getInteger("httpPort"))
                .isEqualTo(8080);
        assertThat(server.send("GET", "/metrics", null, bearer).body()).contains("jvm_memory_used_bytes");
        HttpResponse<String> refused = server.get("/api/v1/sensors");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("www-authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
    }

    @Test
    void aBrowserSignsInAndOut() {
        String[] json = {"Content-Type", "application/json"};
        HttpResponse<String> wrong = server.send("POST", "/api/v1/session", "{\"token\":\"wrong\"}", json);
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().firstValue("set-cookie")).isEmpty();
        assertThat(server.send("POST", "/api/v1/session", "{\"password\":\"x\"}", json)
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.send("POST", "/api/v1/session", "token=x", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);

        HttpResponse<String> right = server.send("POST", "/api/v1/session", "{\"token\":\"" + TOKEN + "\"}", json);
        assertThat(right.statusCode()).isEqualTo(204);
        String cookie = right.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];

        assertThat(server.send("GET", "/api/v1/sensors", null, "Cookie", cookie).statusCode())
                .isEqualTo(200);
        assertThat(server.send("POST", "/api/v1/demo", null, "Cookie", cookie).statusCode())
                .as("without a browser's word")
                .isEqualTo(403);
        String origin = "http://127.0.0.1:" + server.listener.port();
        assertThat(server.send("POST", "/api/v1/demo", null, "Cookie", cookie, "Origin", origin)
                        .statusCode())
                .isEqualTo(202);
        assertThat(server.send("DELETE", "/api/v1/session", null, "Cookie", cookie)
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.send("GET", "/api/v1/sensors", null, "Cookie", cookie).statusCode())
                .isEqualTo(401);
    }

    @Test
    void whereTheStoreFailsSigningOutSaysSoAndTheSessionIsOverHere() {
        HttpResponse<String> right = server.send(
                "POST", "/api/v1/session", "{\"token\":\"" + TOKEN + "\"}", "Content-Type", "application/json");
        String cookie = right.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
        server.catalogStore.sessions().failWith(new StoreException("meant to fail: a test"));
        HttpResponse<String> answer = server.send("DELETE", "/api/v1/session", null, "Cookie", cookie);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("set-cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(server.send("GET", "/api/v1/sensors", null, "Cookie", cookie).statusCode())
                .isEqualTo(401);
    }

    @Test
    void guessesAreAnsweredWithPatience() {
        String[] json = {"Content-Type", "application/json"};
        for (int i = 0; i < 10; i++) {
            server.send("POST", "/api/v1/session", "{\"token\":\"wrong\"}", json);
        }
        HttpResponse<String> late = server.send("POST", "/api/v1/session", "{\"token\":\"wrong\"}", json);
        assertThat(late.statusCode()).isEqualTo(429);
        assertThat(late.headers().firstValue("retry-after")).isPresent();
        String[] lied = {"Content-Type", "application/json", "X-Forwarded-For", "203.0.113.9"};
        assertThat(server.send("POST", "/api/v1/session", "{\"token\":\"wrong\"}", lied)
                        .statusCode())
                .as("by a stranger's word, which is not taken")
                .isEqualTo(429);
    }

    @Test
    void behindAProxyThatIsTrustedOnlyTheGuesserWaits() {
        server.close();
        server = new ApiServer(new SecuritySettings(
                "127.0.0.1",
                Optional.of(folder.resolve("token")),
                List.of(),
                TrustedProxies.of(List.of("127.0.0.0/8"))));
        String[] guesser = {"Content-Type", "application/json", "X-Forwarded-For", "203.0.113.9"};
        for (int i = 0; i < 11; i++) {
            server.send("POST", "/api/v1/session", "{\"token\":\"wrong\"}", guesser);
        }
        String right = "{\"token\":\"" + TOKEN + "\"}";
        assertThat(server.send("POST", "/api/v1/session", right, guesser).statusCode())
                .isEqualTo(429);
        String[] other = {"Content-Type", "application/json", "X-Forwarded-For", "203.0.113.10"};
        assertThat(server.send("POST", "/api/v1/session", right, other).statusCode())
                .isEqualTo(204);
    }
}
