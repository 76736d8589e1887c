package io.isotherm.ingest.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.Readings;
import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.http.BodyBudget;
import io.isotherm.model.IncomingBatch;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksTest {
    private static final String TTN = "/api/v1/ingest/ttn";
    private static final String CHIRPSTACK = "/api/v1/ingest/chirpstack";
    private static final String TELEMETRY = "/api/v1/A1_TEST_TOKEN/telemetry";
    private static final String OBSERVATIONS = "/v1.1/Observations";

    private final RecordingDoor door = new RecordingDoor();
    private final BodyBudget budget = new BodyBudget(12_000_000);
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        new Webhooks(
                        door,
                        budget,
                        routing -> "B2_BOUND".equals(routing.pathParam("token")) ? "thingsboard/boiler" : null)
                .mount(router);
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        port = server.listen(0, "127.0.0.1").await().actualPort();
    }

    @AfterEach
    void stop() {
        client.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/ingest/ttn, ttn/documentation, 204",
        "/api/v1/ingest/chirpstack?event=up, chirpstack/milesight, 204",
        "/api/v1/T/telemetry, thingsboard/flat, 200",
        "/v1.1/Observations, sensorthings/one, 201",
    })
    void nothingIsAnsweredBeforeTheReadingsAreDurable(String path, String message, int status) {
        door.hold();
        CompletableFuture<HttpResponse<String>> answer = send(path, corpus(message));
        await().until(() -> door.arrivals().size() == 1);
        assertThat(answer).isNotDone();

        door.arrivals().getFirst().open();

        assertThat(answer.join().statusCode()).isEqualTo(status);
        assertThat(answer.join().body()).isEmpty();
        assertThat(batch().size()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/ingest/ttn, ttn/documentation",
        "/api/v1/ingest/chirpstack?event=up, chirpstack/milesight",
        "/api/v1/T/telemetry, thingsboard/flat",
        "/v1.1/Observations, sensorthings/one",
    })
    void aStoreThatIsAwayAsksToComeAgain(String path, String message) {
        door.failWith(new StoreException("disk /secret/path is full"));
        HttpResponse<String> failed = send(path, corpus(message)).join();
        door.failWith(new OverloadedException("full", 7));
        HttpResponse<String> overloaded = send(path, corpus(message)).join();

        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.headers().firstValue("Retry-After")).isPresent();
        assertThat(failed.body()).doesNotContain("secret");
        assertThat(overloaded.statusCode()).isEqualTo(503);
        assertThat(overloaded.headers().firstValue("Retry-After")).contains("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {TTN, CHIRPSTACK, TELEMETRY, OBSERVATIONS, "/v1.1/CreateObservations"})
    void whatIsNoJsonIsAnsweredWithItsPlace(String path) {
        HttpResponse<String> answer = send(path, "{\"a\":\n oops}").join();

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(problem(answer).getString("detail")).startsWith("Line 2, column ");
        assertThat(door.arrivals()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {TTN, CHIRPSTACK, TELEMETRY, OBSERVATIONS})
    void protobufAndFormsAreNotTaken(String path) {
        for (String type : List.of("application/octet-stream", "text/plain", "application/x-www-form-urlencoded")) {
            HttpRequest request = HttpRequest.newBuilder(uri(path))
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            HttpResponse<String> answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .join();

            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(problem(answer).getString("detail")).contains("JSON");
        }
        assertThat(door.arrivals()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {TTN, CHIRPSTACK, TELEMETRY, OBSERVATIONS})
    void aBodyOfMoreThanAMegabyteIsRefused(String path) {
        assertThat(send(path, "[" + " ".repeat(1_000_000)).join().statusCode()).isEqualTo(413);
        await("memory is given back").until(() -> budget.taken() == 0);
    }

    @Test
    void gzipIsUndone() {
        HttpRequest request = HttpRequest.newBuilder(uri(TELEMETRY))
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(gzip("{\"temperature\":4}")))
                .build();

        assertThat(client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                        .join()
                        .statusCode())
                .isEqualTo(200);
        assertThat(Readings.of(batch())).containsExactly("thingsboard/http/temperature temperature 4.0");
    }

    @Test
    void theThingsStackIsToldOfASuccessAlsoWhereNothingCanBeKept() {
        HttpResponse<String> answer = send(TTN, corpus("ttn/no-formatter")).join();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body())
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("detail"))
                .contains("payload formatter");
        assertThat(send(TTN, corpus("ttn/join")).join().statusCode()).isEqualTo(204);
        assertThat(send(TTN, corpus("ttn/simulated")).join().statusCode()).isEqualTo(204);
        assertThat(send(TTN, "{\"temperature\":1}").join().statusCode()).isEqualTo(400);
    }

    @Test
    void chirpStackLogsWhatWasRefused() {
        HttpResponse<String> answer = send(CHIRPSTACK + "?event=up", corpus("chirpstack/documentation-without-codec"))
                .join();

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(problem(answer).getJsonArray("errors").getJsonObject(0).getString("detail"))
                .contains("codec");
        assertThat(send(CHIRPSTACK + "?event=join", corpus("chirpstack/milesight"))
                        .join()
                        .statusCode())
                .isEqualTo(204);
        assertThat(send(CHIRPSTACK + "?event=up", "{\"temperature\":1}").join().statusCode())
                .isEqualTo(400);
        assertThat(door.arrivals())
                .allSatisfy(arrival -> assertThat(arrival.batch().size()).isZero());
    }

    @Test
    void chirpStacksEventIsAnUplinkWhereTheQueryDoesNotTell() {
        assertThat(send(CHIRPSTACK, corpus("chirpstack/milesight")).join().statusCode())
                .isEqualTo(204);
        assertThat(batch().size()).isEqualTo(2);
    }

    @Test
    void theTokenOfAThingsBoardDeviceIsShownNowhere() {
        assertThat(send("/api/v1/A1_SECRET/telemetry", "{\"temperature\":1,\"temp2\":\"cold\"}")
                        .join()
                        .body())
                .doesNotContain("A1_SECRET")
                .contains("temp2");
        assertThat(send("/api/v1/A1_SECRET/telemetry", "7").join().body()).doesNotContain("A1_SECRET");
        assertThat(door.arrivals()).allSatisfy(arrival -> {
            assertThat(Readings.of(arrival.batch()).toString()).doesNotContain("SECRET");
            assertThat(arrival.sender().id()).isEqualTo("127.0.0.1");
        });
    }

    @Test
    void aTokenThatIsBoundToADeviceTellsIt() {
        send("/api/v1/B2_BOUND/telemetry", "[{\"ts\":1451649600512,\"values\":{\"temperature\":\"22.5\"}}]")
                .join();
        send("/api/v1/B2_BOUND/attributes", "{\"fw_version\":\"1.2\"}").join();

        assertThat(Readings.of(batch()))
                .containsExactly("thingsboard/boiler/temperature temperature 22.5 @1451649600512");
        assertThat(door.arrivals().get(1).batch().notes())
                .singleElement()
                .satisfies(note -> assertThat(note.device()).isEqualTo("thingsboard/boiler"));
    }

    @Test
    void aThingsBoardDeviceIsToldOfAFailureOnlyWhereNothingWasKept() {
        assertThat(send(TELEMETRY, "[{\"temperature\":1},7]").join().statusCode())
                .isEqualTo(200);
        assertThat(send(TELEMETRY, "[7]").join().statusCode()).isEqualTo(422);
        assertThat(send(TELEMETRY, "{\"accelX\":1}").join().statusCode()).isEqualTo(200);
    }

    @Test
    void anObservationHasALocation() {
        HttpResponse<String> timed =
                send(OBSERVATIONS, corpus("sensorthings/one")).join();
        HttpResponse<String> untimed = send("/v1.1/Datastreams('a%20b')/Observations", "{\"result\":4}")
                .join();

        assertThat(timed.headers().firstValue("Location"))
                .contains("http://127.0.0.1:" + port + "/v1.1/Observations('1@1789959600000')");
        assertThat(untimed.statusCode()).isEqualTo(201);
        assertThat(untimed.headers().firstValue("Location"))
                .contains("http://127.0.0.1:" + port + "/v1.1/Datastreams(a%20b)/Observations");
        assertThat(Readings.of(door.arrivals().get(1).batch())).containsExactly("sensorthings/a b temperature 4.0");
    }

    @Test
    void ofSeveralObservationsEachHasItsLinkOrError() {
        HttpResponse<String> answer = send(
                        "/v1.1/CreateObservations",
                        "[{\"Datastream\":{\"@iot.id\":1},\"components\":[\"phenomenonTime\",\"result\"],"
                                + "\"dataArray\":[[\"2026-09-21T03:00:00Z\",1],[\"2026-09-21T03:00:00Z\",\"x\"]]}]")
                .join();

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(new JsonArray(answer.body()))
                .containsExactly("http://127.0.0.1:" + port + "/v1.1/Observations('1@1789959600000')", "error");
        assertThat(new JsonArray(send(OBSERVATIONS, "[{\"result\":1,\"Datastream\":{\"@iot.id\":2}}]")
                        .join()
                        .body()))
                .hasSize(1);
        assertThat(new JsonArray(send("/v1.1/CreateObservations", "[]").join().body()))
                .isEmpty();
    }

    @Test
    void anObservationThatCannotBeKeptIsABadRequest() {
        HttpResponse<String> answer = send(OBSERVATIONS, "{\"result\":\"x\",\"Datastream\":{\"@iot.id\":2}}")
                .join();

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(problem(answer).getJsonArray("errors").getJsonObject(0).getString("detail"))
                .isEqualTo("\"result\" is \"x\", not a number.");
    }

    @Test
    void curlSendsAsTheGuideShows() throws Exception {
        Process curl = new ProcessBuilder(
                        "curl",
                        "-s",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "-H",
                        "Content-Type: application/json",
                        "-d",
                        "{\"temperature\":22.5}",
                        uri(TELEMETRY).toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(curl.getInputStream().readAllBytes(), UTF_8)).isEqualTo("200");
        assertThat(Readings.of(batch())).containsExactly("thingsboard/http/temperature temperature 22.5");
    }

    private IncomingBatch batch() {
        return door.arrivals().getFirst().batch();
    }

    private CompletableFuture<HttpResponse<String>> send(String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path.replace("'", "%27"));
    }

    private static String corpus(String name) {
        try {
            return Files.readString(Path.of("src/test/resources/payloads", name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonObject problem(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        return new JsonObject(answer.body());
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
            stream.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
