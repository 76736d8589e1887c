package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the clients of InfluxDB are told by whatever refuses them, in words that they read. */
class InfluxRefusalsTest {
    private static final String ADMIN = "0123456789abcdef0123456789abcdef";
    private static final String SECOND = "/api/v2/write?org=o&bucket=b";
    private static final String FIRST = "/write?db=d";

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // started before each test
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        Path token = Files.writeString(folder.resolve("admin.token"), ADMIN);
        server = TestServer.start(
                folder.resolve("data"),
                "--admin-token-file",
                token.toString(),
                "--limit-readings",
                "100",
                "--limit-burst",
                "1s");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest.Builder write(String path, String body) {
        return server.request(path)
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** As {@code {"code":…,"message":…}}, or of version 1 as {@code {"error":…}}; gives the message. */
    private static String told(String path, HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(header(answer, "Content-Type")).startsWith("application/json");
        JsonObject body = new JsonObject(answer.body());
        if (path.startsWith("/api/v2")) {
            assertThat(body.fieldNames()).containsExactly("code", "message");
            assertThat(body.getString("code")).isEqualTo(code);
            assertThat(header(answer, "X-Platform-Error-Code")).isEqualTo(code);
            return body.getString("message");
        }
        assertThat(body.fieldNames()).containsExactly("error");
        assertThat(header(answer, "X-Influxdb-Error")).isEqualTo(status == 401 ? "" : body.getString("error"));
        return body.getString("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {SECOND, FIRST, "/query?q=SHOW+DATABASES"})
    void whoDoesNotSignIn(String path) {
        HttpResponse<String> answer = TestServer.send(write(path, "m v=1"));
        assertThat(told(path, answer, 401, "unauthorized")).contains("token");
        assertThat(header(answer, "WWW-Authenticate")).startsWith("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {SECOND, FIRST})
    void whoHasAWrongTokenAndThenTooMany(String path) {
        String told = told(
                path,
                TestServer.send(write(path, "m v=1").header("Authorization", "Token wrong")),
                401,
                "unauthorized");
        assertThat(told).isEqualTo("This token is not known, or was revoked.");
        HttpResponse<String> answer;
        int tries = 0;
        do {
            answer = TestServer.send(write(path, "m v=1").header("Authorization", "Token wrong"));
        } while (answer.statusCode() == 401 && ++tries < 50);
        assertThat(told(path, answer, 429, "too many requests")).startsWith("Too many wrong tokens");
        assertThat(Integer.parseInt(header(answer, "Retry-After"))).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {SECOND, FIRST, "/ping", "/query?q=SHOW+DATABASES"})
    void aForeignPage(String path) {
        HttpResponse<String> answer = TestServer.send(write(path, "m v=1")
                .header("Authorization", "Bearer " + ADMIN)
                .header("Origin", "https://evil.example"));
        told(path, answer, 403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {SECOND, FIRST})
    void whoSendsMoreThanItMay(String path) {
        String lines = "m,host=a v=1\n".repeat(2_000);
        assertThat(TestServer.send(write(path, lines).header("Authorization", "Bearer " + ADMIN))
                        .statusCode())
                .isEqualTo(204);
        HttpResponse<String> answer = TestServer.send(write(path, lines).header("Authorization", "Bearer " + ADMIN));
        assertThat(told(path, answer, 429, "too many requests")).isEqualTo("This sender sends more than it may.");
        assertThat(Integer.parseInt(header(answer, "Retry-After"))).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {SECOND, FIRST})
    void whoSendsTooMuchAtOnce(String path) {
        HttpResponse<String> answer =
                TestServer.send(write(path, "#".repeat(25_000_001)).header("Authorization", "Bearer " + ADMIN));
        assertThat(told(path, answer, 413, "request too large")).contains("25000000 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {SECOND, FIRST})
    void whoReadsWhereOnlyWritesAre(String path) {
        HttpResponse<String> answer = TestServer.send(server.request(path).header("Authorization", "Bearer " + ADMIN));
        assertThat(told(path, answer, 405, "method not allowed")).contains("allowed: POST");
    }

    @Test
    void aMessageInAHeaderIsShortAndPlain() {
        HttpResponse<String> answer = TestServer.send(
                write(FIRST, "m,ort=Küche v=ä\n".repeat(40)).header("Authorization", "Bearer " + ADMIN));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(header(answer, "X-Influxdb-Error"))
                .startsWith("unable to parse: line 1: ")
                .contains("\"?\"")
                .hasSizeLessThanOrEqualTo(1_024);
    }
}
