package io.isotherm.ingest.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.Readings;
import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.http.BodyBudget;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRoutesTest {
    private static final String ONE = "{\"sensor\":\"a\",\"value\":1}";

    private final RecordingDoor door = new RecordingDoor();
    private final BodyBudget budget = new BodyBudget(12_000_000);
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        new JsonRoutes(door, budget).mount(router);
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        port = server.listen(0, "127.0.0.1").await().actualPort();
    }

    @AfterEach
    void stop() {
        client.close();
        vertx.close().await();
    }

    @Test
    void nothingIsAnsweredBeforeTheReadingsAreDurable() {
        door.hold();
        CompletableFuture<HttpResponse<String>> answer = send(request(ONE.getBytes(UTF_8)));
        await().until(() -> door.arrivals().size() == 1);
        assertThat(answer).isNotDone();

        door.arrivals().getFirst().open();

        assertThat(answer.join().statusCode()).isEqualTo(204);
        assertThat(answer.join().body()).isEmpty();
        assertThat(Readings.of(door.arrivals().getFirst().batch())).containsExactly("a temperature 1.0");
        assertThat(door.arrivals().getFirst().sender().protocol()).isEqualTo("http");
        assertThat(door.arrivals().getFirst().sender().id()).isEqualTo("127.0.0.1");
    }

    @Test
    void theRefusedAreListedAndTheOthersKept() {
        HttpResponse<String> answer = post("[" + ONE + ",{\"sensor\":\"b\"}," + ONE + "]");

        assertThat(answer.statusCode()).isEqualTo(422);
        JsonObject problem = problem(answer);
        assertThat(problem.getInteger("kept")).isEqualTo(2);
        assertThat(problem.getInteger("refused")).isEqualTo(1);
        assertThat(problem.getString("detail")).isEqualTo("Kept: 2 readings. Refused, in whole or in part: 1 item.");
        assertThat(problem.getJsonArray("errors")).hasSize(1);
        assertThat(problem.getJsonArray("errors").getJsonObject(0).getInteger("index"))
                .isEqualTo(1);
        assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("detail"))
                .startsWith("\"value\" is missing");
    }

    @Test
    void theListOfTheRefusedIsBounded() {
        JsonObject problem = problem(post("[" + "0,".repeat(4_999) + "0]"));

        assertThat(problem.getInteger("refused")).isEqualTo(5_000);
        assertThat(problem.getJsonArray("errors")).hasSize(1_000);
        assertThat(problem.getString("detail")).contains("the first 1000 are listed");
    }

    @Test
    void whatIsNoJsonIsAnsweredWithItsPlace() {
        HttpResponse<String> answer = post("[" + ONE + ",\n oops]");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(problem(answer).getString("detail"))
                .startsWith("Line 2, column ")
                .endsWith("Nothing of this message was kept.");
        assertThat(door.arrivals()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-ndjson",
                "application/ndjson",
                "application/json",
                "Application/JSON; charset=utf-8",
            })
    void linesAreRead(String type) {
        HttpResponse<String> answer = send(request((ONE + "\n" + ONE + "\n").getBytes(UTF_8))
                        .setHeader("Content-Type", type))
                .join();

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(door.arrivals().getFirst().batch().size()).isEqualTo(2);
    }

    @Test
    void aBadLineCostsOnlyItself() {
        HttpResponse<String> answer = send(request((ONE + "\n{oops\n" + ONE + "\n").getBytes(UTF_8))
                        .setHeader("Content-Type", "application/x-ndjson"))
                .join();

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(problem(answer).getInteger("kept")).isEqualTo(2);
        assertThat(problem(answer).getJsonArray("errors").getJsonObject(0).getString("detail"))
                .startsWith("Line 2, column 2: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "image/png", ";"})
    void otherTypesAreNot(String type) {
        HttpResponse<String> answer = send(request(ONE.getBytes(UTF_8)).setHeader("Content-Type", type))
                .join();

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Accept-Post")).contains("application/json, application/x-ndjson");
        assertThat(problem(answer).getString("detail")).contains("application/json");
        assertThat(door.arrivals()).isEmpty();
    }

    @Test
    void aBodyWithoutTypeIsNotTaken() {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri()).POST(HttpRequest.BodyPublishers.ofString(ONE));

        assertThat(send(request).join().statusCode()).isEqualTo(415);
    }

    @Test
    void gzipIsUndone() {
        HttpResponse<String> answer = zipped(gzip(ONE.getBytes(UTF_8)));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(Readings.of(door.arrivals().getFirst().batch())).containsExactly("a temperature 1.0");
    }

    @Test
    void aGzipBombIsRefused() {
        HttpResponse<String> answer = zipped(gzip(new byte[200_000_000]));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(door.arrivals()).isEmpty();
    }

    @Test
    void whatIsNoGzipOrOnlyAPartOfItIsRefused() {
        byte[] whole = gzip((ONE + " ".repeat(1_000)).getBytes(UTF_8));

        assertThat(zipped(ONE.getBytes(UTF_8)).statusCode()).isEqualTo(400);
        assertThat(zipped(new byte[0]).statusCode()).isEqualTo(400);
        assertThat(zipped(Arrays.copyOf(whole, whole.length - 4)).statusCode()).isEqualTo(400);
        whole[whole.length / 2] ^= 0x55;
        assertThat(zipped(whole).statusCode()).isEqualTo(400);
        assertThat(door.arrivals()).isEmpty();
    }

    @Test
    void otherEncodingsAreNotTaken() {
        HttpResponse<String> answer = send(request(ONE.getBytes(UTF_8)).setHeader("Content-Encoding", "br"))
                .join();

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Accept-Encoding")).contains("gzip");
    }

    @Test
    void fiveMegabytesAreTakenAndOneByteMoreIsNot() {
        StringBuilder largest = new StringBuilder("[");
        for (int i = 0; largest.length() < JsonReadings.MAX_BYTES - 200; i++) {
            largest.append("{\"sensor\":\"sensor-with-a-long-name-")
                    .append(i % 1_000)
                    .append("\",\"value\":")
                    .append(i)
                    .append(",\"time\":")
                    .append(1_795_512_600_000L + i)
                    .append("},");
        }
        largest.append(ONE).append(']');
        largest.append(" ".repeat(JsonReadings.MAX_BYTES - largest.length()));

        assertThat(post(largest.toString()).statusCode()).isEqualTo(204);
        assertThat(door.arrivals().getFirst().batch().size()).isGreaterThan(50_000);
        HttpResponse<String> larger = post(largest.append(' ').toString());
        assertThat(larger.statusCode()).isEqualTo(413);
        assertThat(problem(larger).getString("detail")).contains("5000000 bytes");
        // Also where the length is not said beforehand.
        HttpRequest.Builder chunked = HttpRequest.newBuilder(uri())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofString(largest.toString())));
        assertThat(send(chunked).join().statusCode()).isEqualTo(413);
        assertThat(door.arrivals()).hasSize(1);
        await("memory is given back").until(() -> budget.taken() == 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "30, 30", "0, 1"})
    void overloadAsksToComeAgain(int seconds, String expected) {
        door.failWith(new OverloadedException("full", seconds));

        HttpResponse<String> answer = post(ONE);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains(expected);
        assertThat(problem(answer).getString("detail")).contains("send it again");
    }

    @Test
    void aStoreThatFailsIsNeverASuccess() {
        door.failWith(new StoreException("disk /secret/path is full"));

        HttpResponse<String> answer = post("[" + ONE + ",{}]");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    void anErrorOfOursIsNeverASuccess() {
        door.failWith(new IllegalStateException("oops"));

        HttpResponse<String> answer = post(ONE);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("oops");
    }

    @Test
    void bodiesUnderWayShareABoundedMemory() throws IOException {
        String half = "[" + " ".repeat(4_000_000);
        try (Socket first = slow(half);
                Socket second = slow(half)) {
            await().until(() -> budget.taken() > 7_900_000);

            HttpResponse<String> answer = post("[" + " ".repeat(4_500_000) + "]");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(post(ONE).statusCode()).isEqualTo(204);
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
        await("what came of a sender that left is forgotten").until(() -> budget.taken() == 0);
        assertThat(door.arrivals()).hasSize(1);
    }

    @Test
    void aSenderThatLeavesBeforeTheAnswerHarmsNobody() throws IOException {
        door.hold();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(head(ONE.length()).concat(ONE).getBytes(UTF_8));
            await().until(() -> door.arrivals().size() == 1);
        }
        await().until(() -> budget.taken() == 0);

        door.open();

        assertThat(post(ONE).statusCode()).isEqualTo(204);
    }

    @Test
    void aSenderMayAskFirst() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String head = head(ONE.length()).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
            socket.getOutputStream().write(head.getBytes(UTF_8));
            byte[] first = socket.getInputStream().readNBytes(12);
            assertThat(new String(first, UTF_8)).isEqualTo("HTTP/1.1 100");
            socket.getInputStream().readNBytes(" Continue\r\n\r\n".length());
            socket.getOutputStream().write(ONE.getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 204");
        }
    }

    private Socket slow(String part) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write((head(part.length() + 1) + part).getBytes(UTF_8));
        return socket;
    }

    private static String head(int length) {
        return "POST /api/v1/readings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + length + "\r\n\r\n";
    }

    private HttpResponse<String> post(String body) {
        return send(request(body.getBytes(UTF_8))).join();
    }

    private HttpResponse<String> zipped(byte[] body) {
        return send(request(body).setHeader("Content-Encoding", "gzip")).join();
    }

    private HttpRequest.Builder request(byte[] body) {
        return HttpRequest.newBuilder(uri())
                .setHeader("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/api/v1/readings");
    }

    private static JsonObject problem(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getInteger("status")).isEqualTo(answer.statusCode());
        assertThat(problem.getString("title")).isNotBlank();
        return problem;
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
            stream.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
