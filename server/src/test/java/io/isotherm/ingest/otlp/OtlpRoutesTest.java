package io.isotherm.ingest.otlp;

import static io.isotherm.ingest.otlp.Export.gauge;
import static io.isotherm.ingest.otlp.Export.real;
import static io.isotherm.ingest.otlp.Export.request;
import static io.isotherm.ingest.otlp.Export.resource;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.http.BodyBudget;
import io.isotherm.ingest.proto.WireReader;
import io.isotherm.pipeline.OverloadedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtlpRoutesTest {
    private static final String PROTO = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final byte[] GOOD = request(resource("host.name", "h"), gauge("t", "Cel", real(4.5)));
    private static final byte[] PARTLY = request(
            resource("host.name", "h"),
            gauge("t", "Cel", real(4.5), real(Double.NEGATIVE_INFINITY)),
            gauge("memory", "By", real(1)));
    private static final String POINT = "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":"
            + "[{\"name\":\"t\",\"unit\":\"Cel\",\"gauge\":{\"dataPoints\":[{\"asDouble\":%s}]}}]}]}]}";

    private final RecordingDoor door = new RecordingDoor();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        new OtlpRoutes(door, new BodyBudget(24_000_000), meters).mount(router);
        port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    @AfterEach
    void stop() {
        client.close();
        vertx.close().await();
    }

    @Test
    void fullSuccessIsAnEmptyAnswerInTheEncodingOfTheRequest() throws Exception {
        HttpResponse<byte[]> proto = send(post(GOOD, PROTO));
        assertThat(proto.statusCode()).isEqualTo(200);
        assertThat(proto.headers().firstValue("Content-Type")).contains(PROTO);
        assertThat(proto.body()).isEmpty();

        HttpResponse<byte[]> json = send(post(POINT.formatted("4.5").getBytes(UTF_8), JSON + "; charset=utf-8"));
        assertThat(json.statusCode()).isEqualTo(200);
        assertThat(json.headers().firstValue("Content-Type")).contains(JSON);
        assertThat(new String(json.body(), UTF_8)).isEqualTo("{}");
        assertThat(door.arrivals()).hasSize(2);
        assertThat(door.arrivals().getFirst().sender().protocol()).isEqualTo("otlp");
    }

    @Test
    void partialSuccessSaysHowManyWereRejectedAndWhy() throws Exception {
        HttpResponse<byte[]> proto = send(post(PARTLY, PROTO));
        assertThat(proto.statusCode()).isEqualTo(200);
        WireReader answer = new WireReader(proto.body());
        assertThat(answer.next()).isTrue();
        assertThat(answer.field()).isEqualTo(1);
        WireReader partial = answer.message();
        assertThat(partial.next()).isTrue();
        assertThat(partial.varint()).isEqualTo(1);
        assertThat(partial.next()).isTrue();
        assertThat(partial.text()).isEqualTo("Data point 1: \"t\" has an infinite value.");
        assertThat(door.arrivals().getFirst().batch().size()).isEqualTo(1);
        assertThat(meters.get("isotherm.readings")
                        .tag("outcome", "passed over")
                        .counter()
                        .count())
                .isEqualTo(1);

        JsonObject json = json(send(post(POINT.formatted("\"Infinity\"").getBytes(UTF_8), JSON)));
        assertThat(json.getJsonObject("partialSuccess").getString("rejectedDataPoints"))
                .isEqualTo("1");
        assertThat(json.getJsonObject("partialSuccess").getString("errorMessage"))
                .contains("infinite");
    }

    @Test
    void aFailureIsAStatusInTheEncodingOfTheRequest() throws Exception {
        HttpResponse<byte[]> proto = send(post(new byte[] {10, 9}, PROTO));
        assertThat(proto.statusCode()).isEqualTo(400);
        assertThat(proto.headers().firstValue("Content-Type")).contains(PROTO);
        WireReader status = new WireReader(proto.body());
        assertThat(status.next()).isTrue();
        assertThat(status.varint()).isEqualTo(3);
        assertThat(status.next()).isTrue();
        assertThat(status.text()).contains("field 1 is longer than what is left");

        HttpResponse<byte[]> json = send(post("{oops".getBytes(UTF_8), JSON));
        assertThat(json.statusCode()).isEqualTo(400);
        assertThat(json(json).getString("message")).contains("Line 1, column 2");
        HttpResponse<byte[]> text = send(post(GOOD, "text/plain"));
        assertThat(text.statusCode()).isEqualTo(415);
        assertThat(json(text).getInteger("code")).isEqualTo(3);
        assertThat(door.arrivals()).isEmpty();
    }

    @Test
    void whatFailsForNowIsWelcomeAgain() {
        door.failWith(new OverloadedException("full", 7));

        HttpResponse<byte[]> answer = send(post(GOOD, PROTO));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
    }

    @Test
    void gzipIsUndoneAndBombsAreRefused() throws Exception {
        assertThat(send(post(gzip(GOOD), PROTO).header("Content-Encoding", "gzip"))
                        .statusCode())
                .isEqualTo(200);
        byte[] bomb = gzip(new byte[OtlpExchange.MAX_BYTES + 1]);
        assertThat(bomb.length).isLessThan(50_000);
        HttpResponse<byte[]> answer = send(post(bomb, PROTO).header("Content-Encoding", "gzip"));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(door.arrivals()).hasSize(1);
    }

    private static JsonObject json(HttpResponse<byte[]> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).contains(JSON);
        return new JsonObject(new String(answer.body(), UTF_8));
    }

    private HttpRequest.Builder post(byte[] body, String type) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + OtlpRoutes.PATH))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                .join();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
            stream.write(bytes);
        }
        return packed.toByteArray();
    }
}
