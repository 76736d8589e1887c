package io.isotherm.ingest.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.Readings;
import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.http.BodyBudget;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.store.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteWriteRoutesTest {
    private static final String ONE = "application/x-protobuf";
    private static final String TWO = "application/x-protobuf;proto=io.prometheus.write.v2.Request";
    private static final Series GOOD = Series.of("t_celsius", "instance", "pi").at(1_795_512_600_000L, 4.5);
    private static final Series BAD = Series.of("b_celsius").at(1_795_512_600_000L, Double.NEGATIVE_INFINITY);
    private static final Series OTHER =
            Series.of("up").at(1_795_512_600_000L, 1).withExemplar();

    private final RecordingDoor door = new RecordingDoor();
    private final BodyBudget budget = new BodyBudget(12_000_000);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        new RemoteWriteRoutes(door, budget, meters).mount(router);
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
    void nothingIsAnsweredBeforeTheSamplesAreDurable() {
        door.hold();
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                request(Series.snappy(Series.one(GOOD)), ONE).build(), HttpResponse.BodyHandlers.ofString());
        await().until(() -> door.arrivals().size() == 1);
        assertThat(answer).isNotDone();

        door.open();

        assertThat(answer.join().statusCode()).isEqualTo(204);
        assertThat(answer.join().body()).isEmpty();
        assertThat(Readings.of(door.arrivals().getFirst().batch()))
                .containsExactly("prometheus/pi/t_celsius temperature 4.5 °C @1795512600000");
        assertThat(door.arrivals().getFirst().sender().protocol()).isEqualTo("prometheus");
    }

    @Test
    void theAnswerToTwoSaysHowMuchWasTaken() {
        HttpResponse<String> answer = send(Series.two(GOOD, OTHER), TWO);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(written(answer, "Samples")).isEqualTo("2");
        assertThat(written(answer, "Histograms")).isEqualTo("0");
        assertThat(written(answer, "Exemplars")).isEqualTo("1");
        assertThat(meters.get("isotherm.readings")
                        .tag("protocol", "prometheus")
                        .tag("outcome", "passed over")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void samplesOfNoUseAreNoFailureForPrometheus() {
        HttpResponse<String> answer = send(Series.two(OTHER), TWO);

        // With 0 it would report that the receiver does not know the message.
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(written(answer, "Samples")).isEqualTo("1");
    }

    @Test
    void theGoodOnesOfABadMessageAreKept() {
        HttpResponse<String> answer = send(Series.two(BAD, GOOD, OTHER), TWO);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo("Kept: 1. Refused: 1.\nprometheus/b_celsius: the value is infinite.\n");
        assertThat(written(answer, "Samples")).isEqualTo("2");
        assertThat(door.arrivals().getFirst().batch().size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ONE,
                "application/x-protobuf;proto=prometheus.WriteRequest",
                "Application/X-Protobuf ; proto=\"prometheus.WriteRequest\"",
            })
    void theTypeSaysThatItIsOne(String type) {
        assertThat(send(Series.one(GOOD), type).statusCode()).isEqualTo(204);
        assertThat(door.arrivals().getFirst().batch().size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "text/plain",
                ";",
                "application/x-protobuf;proto=io.prometheus.write.v3.Request"
            })
    void otherTypesAreRefusedSoThatTheSenderTriesAnother(String type) {
        HttpResponse<String> answer = send(Series.one(GOOD), type);

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("application/x-protobuf");
        assertThat(door.arrivals()).isEmpty();
    }

    @Test
    void otherEncodingsAreRefusedSoThatTheSenderTriesAnother() throws Exception {
        byte[] message = Series.one(GOOD);

        assertThat(send(request(message, ONE).setHeader("Content-Encoding", "zstd"))
                        .statusCode())
                .isEqualTo(415);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(gzip)) {
            stream.write(message);
        }
        assertThat(send(request(gzip.toByteArray(), ONE).setHeader("Content-Encoding", "gzip"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(send(request(message, ONE).setHeader("Content-Encoding", "identity"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(send(HttpRequest.newBuilder(uri())
                                .header("Content-Type", ONE)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(Series.snappy(message))))
                        .statusCode())
                .isEqualTo(204);
        assertThat(door.arrivals()).hasSize(3);
    }

    @Test
    void whatIsNoMessageIsRefusedWhole() {
        assertThat(send(request(new byte[] {1, 2, 3}, ONE)).statusCode()).isEqualTo(400);
        HttpResponse<String> answer = send(new byte[] {10, 50, 1}, ONE);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("field 1 is longer than what is left");
        assertThat(send(new byte[0], ONE).statusCode()).isEqualTo(204);
    }

    @Test
    void aSnappyBombIsRefused() {
        byte[] bomb = Series.snappy(new byte[RemoteWriteExchange.MAX_BYTES + 1]);
        assertThat(bomb.length).isLessThan(600_000);

        assertThat(send(request(bomb, ONE)).statusCode()).isEqualTo(413);
        // Nor is a mere announcement believed.
        byte[] announced = {(byte) 0x80, (byte) 0x80, (byte) 0x80, 4, 0, 'a'};
        assertThat(send(request(announced, ONE)).statusCode()).isEqualTo(400);
        assertThat(send(request(new byte[RemoteWriteExchange.MAX_BYTES + 1], ONE))
                        .statusCode())
                .isEqualTo(413);
        assertThat(door.arrivals()).isEmpty();
    }

    @Test
    void whatFailsForNowIsWelcomeAgain() {
        door.failWith(new OverloadedException("full", 7));
        HttpResponse<String> overloaded = send(Series.one(GOOD), ONE);
        assertThat(overloaded.statusCode()).isEqualTo(503);
        assertThat(overloaded.headers().firstValue("Retry-After")).contains("7");

        door.failWith(new StoreException("/secret is full"));
        HttpResponse<String> down = send(Series.one(GOOD), ONE);
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(down.headers().firstValue("Retry-After")).isPresent();
        assertThat(down.body()).doesNotContain("secret");
    }

    private static String written(HttpResponse<String> answer, String what) {
        return answer.headers()
                .firstValue("X-Prometheus-Remote-Write-" + what + "-Written")
                .orElse("none");
    }

    private HttpResponse<String> send(byte[] message, String type) {
        return send(request(Series.snappy(message), type));
    }

    private HttpRequest.Builder request(byte[] body, String type) {
        return HttpRequest.newBuilder(uri())
                .header("Content-Type", type)
                .header("Content-Encoding", "snappy")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + port + RemoteWriteRoutes.PATH);
    }
}
