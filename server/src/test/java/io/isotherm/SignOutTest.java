package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.store.mongo.TestMongo;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a cookie is of no use once its session is signed out, wherever and whenever it is shown. */
class SignOutTest {
    private static final String TOKEN = "correct-horse-battery-staple-0123456789";

    @TempDir
    Path folder;

    private Path token;

    @BeforeEach
    void writeToken() throws Exception {
        token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    }

    private TestServer start(String name, String... more) {
        String[] flags = new String[more.length + 4];
        System.arraycopy(new String[] {"--listen", "0.0.0.0", "--admin-token-file", token.toString()}, 0, flags, 0, 4);
        System.arraycopy(more, 0, flags, 4, more.length);
        return TestServer.start(folder.resolve(name), flags);
    }

    private static String signIn(TestServer server) {
        HttpResponse<String> answer = server.post("/api/v1/session", "{\"token\":\"" + TOKEN + "\"}");
        assertThat(answer.statusCode()).isEqualTo(204);
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private static int read(TestServer server, String cookie) {
        return TestServer.send(server.request("/api/v1/sensors")
                        .header("Cookie", cookie)
                        .GET())
                .statusCode();
    }

    private static void signOut(TestServer server, String cookie) {
        HttpResponse<String> answer = TestServer.send(server.request("/api/v1/session")
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .method("DELETE", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    }

    private static Socket connect(TestServer server, Map<String, String> headers) {
        Map<String, List<String>> extra = new HashMap<>();
        headers.forEach((name, value) -> extra.put(name, List.of(value)));
        IO.Options options = IO.Options.builder()
                .setTransports(new String[] {"websocket"})
                .setReconnection(false)
                .setForceNew(true)
                .setExtraHeaders(extra)
                .build();
        Socket socket = IO.socket(server.address(), options);
        socket.connect();
        await("the page to be connected").until(socket::connected);
        return socket;
    }

    @Test
    void aRestartDoesNotMakeItASessionAgain() {
        String cookie;
        String other;
        try (TestServer server = start("data")) {
            cookie = signIn(server);
            other = signIn(server);
            signOut(server, cookie);
            assertThat(read(server, cookie)).isEqualTo(401);
        }
        try (TestServer server = start("data")) {
            assertThat(read(server, cookie)).isEqualTo(401);
            assertThat(read(server, other)).as("one that was not signed out").isEqualTo(200);
        }
    }

    @Test
    void anotherProcessKnowsWithinASecondOrSo() {
        String store = TestMongo.freshDatabase();
        try (TestServer one = start("one", "--store", store);
                TestServer other = start("other", "--store", store)) {
            String cookie = signIn(one);
            String kept = signIn(one);
            assertThat(read(other, cookie)).isEqualTo(200);
            Socket here = connect(one, Map.of("Cookie", cookie));
            Socket there = connect(other, Map.of("Cookie", cookie));
            Socket another = connect(other, Map.of("Cookie", kept));
            Socket program = connect(other, Map.of("Cookie", cookie, "Authorization", "Bearer " + TOKEN));
            signOut(one, cookie);
            assertThat(read(one, cookie)).isEqualTo(401);
            await("its open pages to be sent away, in every process")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> !here.connected() && !there.connected());
            assertThat(another.connected()).as("of another session").isTrue();
            assertThat(program.connected()).as("that has the token itself").isTrue();
            List.of(here, there, another, program).forEach(Socket::close);
            await("the other one to know").atMost(Duration.ofSeconds(5)).until(() -> read(other, cookie) == 401);
            assertThat(read(other, kept)).isEqualTo(200);
        }
    }
}
