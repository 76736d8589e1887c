package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;

import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that listens beyond this machine: nothing works for strangers, everything with the token. */
class SignInTest {
    private static final String TOKEN = "correct-horse-battery-staple-0123456789";

    @TempDir
    Path data;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        Path file = Files.writeString(data.resolve("token"), TOKEN + "\n");
        server = TestServer.start(data.resolve("data"), "--listen", "0.0.0.0", "--admin-token-file", file.toString());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/sensors",
                "/api/v1/sensors/a",
                "/api/v1/sensors/a/readings",
                "/api/v1/readings?sensors=a",
                "/api/v1/latest",
                "/api/v1/export?sensors=a",
                "/api/v1/devices",
                "/api/v1/sites",
                "/api/v1/demo",
                "/metrics",
            })
    void aStrangerReadsNothing(String path) {
        assertThat(server.get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void aStrangerWritesNothing() {
        String reading = "{\"sensor\":\"a\",\"value\":1}";
        assertThat(server.post("/api/v1/readings", reading).statusCode()).isEqualTo(401);
        assertThat(server.post("/api/v1/demo", "").statusCode()).isEqualTo(401);
        assertThat(authorized("/api/v1/sensors").body()).contains("\"items\":[]");
    }

    @Test
    void theTokenOpensTheApi() {
        HttpResponse<String> posted = TestServer.send(server.request("/api/v1/readings")
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"sensor\":\"a\",\"value\":1}")));
        assertThat(posted.statusCode()).isEqualTo(204);
        // Beyond this machine what nobody knows waits.
        assertThat(authorized("/api/v1/inbox").body()).contains("\"key\":\"a\"");
    }

    @Test
    void theSocketAsksForTheTokenToo() throws Exception {
        assertThat(connect(Map.of())).startsWith("refused");
        assertThat(connect(Map.of("token", "wrong" + TOKEN))).startsWith("refused");
        assertThat(connect(Map.of("token", TOKEN))).isEqualTo("connected");
    }

    private HttpResponse<String> authorized(String path) {
        return TestServer.send(
                server.request(path).header("Authorization", "Bearer " + TOKEN).GET());
    }

    private String connect(Map<String, String> auth) throws Exception {
        IO.Options options = IO.Options.builder()
                .setTransports(new String[] {"websocket"})
                .setReconnection(false)
                .setForceNew(true)
                .setAuth(auth)
                .build();
        Socket socket = IO.socket("http://127.0.0.1:" + server.address().getPort(), options);
        CompletableFuture<String> outcome = new CompletableFuture<>();
        socket.on(Socket.EVENT_CONNECT, args -> outcome.complete("connected"));
        socket.on(Socket.EVENT_CONNECT_ERROR, args -> outcome.complete("refused: " + args[0]));
        try {
            socket.connect();
            return outcome.get(10, TimeUnit.SECONDS);
        } finally {
            socket.close();
        }
    }
}
