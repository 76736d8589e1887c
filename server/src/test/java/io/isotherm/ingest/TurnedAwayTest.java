package io.isotherm.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.http.BodyBudget;
import io.isotherm.ingest.json.JsonRoutes;
import io.isotherm.ingest.line.LineParser;
import io.isotherm.ingest.line.LineRoutes;
import io.isotherm.ingest.line.LineRules;
import io.isotherm.ingest.otlp.OtlpRoutes;
import io.isotherm.ingest.prometheus.RemoteWriteRoutes;
import io.isotherm.ingest.webhook.Webhooks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever has sent more than it may is turned away by every way in over HTTP, before its message is read. */
class TurnedAwayTest {
    private final RecordingDoor door = new RecordingDoor();
    private final BodyBudget budget = new BodyBudget(24_000_000);
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        new JsonRoutes(door, budget).mount(router);
        new LineRoutes(new LineParser(LineRules.NONE, 1 << 20), door, budget).mount(router);
        new OtlpRoutes(door, budget, meters).mount(router);
        new RemoteWriteRoutes(door, budget, meters).mount(router);
        new Webhooks(door, budget).mount(router);
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        port = server.listen(0, "127.0.0.1").await().actualPort();
    }

    @AfterEach
    void stop() {
        client.close();
        vertx.close().await();
    }

    private HttpResponse<String> post(String path, String type, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/readings|application/json|{\"sensor\":\"a\",\"value\":1}",
                "/api/v2/write?bucket=b|text/plain|temp,host=a temp=1",
                "/write?db=b|text/plain|temp,host=a temp=1",
                "/v1/metrics|application/json|{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"t\","
                        + "\"unit\":\"Cel\",\"gauge\":{\"dataPoints\":[{\"asDouble\":1}]}}]}]}]}",
                "/api/v1/x/telemetry|application/json|{\"temperature\":1}",
                "/v1.1/Observations|application/json|{\"result\":1,\"Datastream\":{\"@iot.id\":1}}",
            })
    void itIsAnsweredAsIfTheMessageHadBeenRead(String path, String type, String body) throws Exception {
        door.failWith(new LimitedException(1_500));
        HttpResponse<String> read = post(path, type, body);
        assertThat(read.statusCode()).isEqualTo(429);

        door.closeFor(1_500);
        HttpResponse<String> unread = post(path, type, body);
        assertThat(door.turnedAway()).isEqualTo(1);
        assertThat(unread.statusCode()).isEqualTo(429);
        assertThat(unread.body()).isEqualTo(read.body());
        assertThat(unread.headers().firstValue("Retry-After")).contains("2");
        assertThat(unread.headers().map()).isEqualTo(read.headers().map());
    }

    @Test
    void remoteWriteIsTurnedAwayToo() throws Exception {
        door.closeFor(1_500);
        HttpResponse<String> answer =
                post("/api/v1/write", "application/x-protobuf", "no snappy", "Content-Encoding", "snappy");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("2");
    }

    @Test
    void whatCouldNotBeReadIsNotLookedAt() throws Exception {
        door.closeFor(1_500);
        HttpResponse<String> answer =
                post("/api/v1/readings", "application/json", "no JSON, no gzip", "Content-Encoding", "gzip");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(door.unreadable()).isEmpty();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void theConnectionStaysOpenAndTheBodyIsThrownAwayHoweverLongItIs() throws Exception {
        byte[] body = new byte[4_000_000];
        Arrays.fill(body, (byte) ' ');
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            for (int i = 0; i < 3; i++) {
                door.closeFor(1_500);
                socket.getOutputStream().write(head(body.length).getBytes(UTF_8));
                socket.getOutputStream().write(body);
                assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 429");
                door.closeFor(0);
                String one = "{\"sensor\":\"a\",\"value\":1}";
                socket.getOutputStream().write((head(one.length()) + one).getBytes(UTF_8));
                assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 204");
            }
        }
        assertThat(door.turnedAway()).isEqualTo(3);
        await("nothing of it is held").until(() -> budget.taken() == 0);
    }

    @Test
    void whoAsksBeforeItSendsIsToldNotTo() throws Exception {
        door.closeFor(1_500);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(head(4_000_000)
                            .replace("Host: a", "Host: a\r\nExpect: 100-continue")
                            .getBytes(UTF_8));
            assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 429");
        }
    }

    private static String head(int length) {
        return "POST /api/v1/readings HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                + length + "\r\n\r\n";
    }

    /** The head of an answer; its body is read too. */
    private static String answer(InputStream in) throws Exception {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("the connection ended after %s", head).isNotNegative();
            head.append((char) next);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length: ");
        if (at >= 0) {
            in.skipNBytes(Long.parseLong(lower.substring(at + 16, lower.indexOf('\r', at))));
        }
        return head.toString();
    }
}
