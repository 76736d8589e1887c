package io.isotherm.ingest.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.http.Elsewhere;
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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineRoutesTest {
    private static final String SECOND = "/api/v2/write?org=home&bucket=temperatures";
    private static final String FIRST = "/write?db=telegraf&rp=autogen";

    private final RecordingDoor door = new RecordingDoor();
    private final BodyBudget budget = new BodyBudget(60_000_000);
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        new LineRoutes(new LineParser(LineRules.NONE, 1 << 20), door, budget).mount(router);
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        port = server.listen(0, "127.0.0.1").await().actualPort();
    }

    @AfterEach
    void stop() {
        client.close();
        vertx.close().await();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private HttpResponse<String> post(String path, String body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(bytes)) {
            stream.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {SECOND, FIRST})
    void nothingIsAnsweredBeforeTheReadingsAreDurable(String path) {
        door.hold();
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                request(path + "&precision=s")
                        .POST(HttpRequest.BodyPublishers.ofString("t,host=a temp=4.31 1795500000"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        await().until(() -> door.arrivals().size() == 1);
        assertThat(answer).isNotDone();

        door.arrivals().getFirst().open();

        assertThat(answer.join().statusCode()).isEqualTo(204);
        assertThat(answer.join().body()).isEmpty();
        assertThat(Readings.of(door.arrivals().getFirst().batch()))
                .containsExactly("t,host=a/temp temperature 4.31 @1795500000000");
        assertThat(door.arrivals().getFirst().sender().protocol()).isEqualTo("line");
        await("the memory to be given back").until(() -> budget.taken() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {SECOND, FIRST})
    void gzipIsReadAndItsMemoryGivenBack(String path) {
        String body = "m,host=a v=1\n".repeat(100_000);
        HttpResponse<String> answer = send(request(path)
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(gzip(body))));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(door.arrivals().getFirst().batch().size()).isEqualTo(100_000);
        await("the memory to be given back").until(() -> budget.taken() == 0);
    }

    @Test
    void aBodyWithoutALengthIsRead() {
        HttpResponse<String> answer = send(request(SECOND)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(
                        "m v=1\n".repeat(50_000).getBytes(UTF_8)))));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(door.arrivals().getFirst().batch().size()).isEqualTo(50_000);
    }

    @Test
    void ofABodyWithBadLinesTheOthersAreKeptAndTheBadOnesNamed() {
        HttpResponse<String> answer = post(SECOND, "m v=1\nm v=x\nm v=2\nm\n");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("X-Platform-Error-Code")).hasValue("unprocessable entity");
        JsonObject body = new JsonObject(answer.body());
        assertThat(body.getString("code")).isEqualTo("unprocessable entity");
        assertThat(body.getString("message"))
                .startsWith("failure writing points to database: partial write: line 2: The value of the field \"v\" is"
                        + " \"x\"")
                .contains("line 4: There are no fields")
                .endsWith(" dropped=2");
        assertThat(door.arrivals().getFirst().batch().size()).isEqualTo(2);

        answer = post(FIRST, "m v=1\nm v=x\n");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("error"))
                .startsWith("partial write: line 2: ")
                .endsWith(" dropped=1");
    }

    @Test
    void aBodyOfBadLinesAloneIsMalformed() {
        HttpResponse<String> answer = post(SECOND, "what is this\n".repeat(1_000));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("X-Platform-Error-Code")).hasValue("invalid");
        JsonObject body = new JsonObject(answer.body());
        assertThat(body.getString("code")).isEqualTo("invalid");
        assertThat(body.getString("message"))
                .startsWith("unable to parse: line 1: ")
                .endsWith(" And 990 more.");

        answer = post(FIRST, "what is this");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("error")).startsWith("unable to parse: line 1: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {SECOND, FIRST})
    void anEmptyBodyWithWhichAClientTriesTheConnectionIsFine(String path) {
        assertThat(post(path, "").statusCode()).isEqualTo(204);
        assertThat(send(request(path)
                                .header("Content-Encoding", "gzip")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(gzip(""))))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void aBadPrecisionOrGzipIsMalformed() {
        for (String path : new String[] {SECOND, FIRST}) {
            assertThat(post(path + "&precision=week", "m v=1").statusCode()).isEqualTo(400);
            HttpResponse<String> answer = send(request(path)
                    .header("Content-Encoding", "gzip")
                    .POST(HttpRequest.BodyPublishers.ofString("m v=1")));
            assertThat(answer.statusCode()).isEqualTo(400);
            byte[] half = Arrays.copyOf(gzip("m v=1\n".repeat(100)), 30);
            assertThat(send(request(path)
                                    .header("Content-Encoding", "gzip")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(half)))
                            .statusCode())
                    .isEqualTo(400);
        }
        assertThat(door.arrivals()).isEmpty();
    }

    @Test
    void whatIsTooLargeIsToBeSplit() {
        HttpResponse<String> answer = post(SECOND, "#".repeat(LineParser.MAX_BYTES + 1));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("request too large");
        assertThat(send(request(SECOND)
                                .header("Content-Encoding", "gzip")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(
                                        gzip("#".repeat(LineParser.MAX_BYTES + 1)))))
                        .statusCode())
                .isEqualTo(413);
        assertThat(post(SECOND, "m v=1\n".repeat(LineParser.MOST_READINGS + 1)).statusCode())
                .isEqualTo(413);
        await("the memory to be given back").until(() -> budget.taken() == 0);
    }

    @Test
    void manyBodiesThatInflateAreTurnedAwayBeforeTheyFillTheMemory() {
        door.hold();
        byte[] body = gzip("m v=1" + "\n".repeat(900_000) + " ".repeat(19_000_000));
        CompletableFuture<?>[] answers = new CompletableFuture<?>[6];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = client.sendAsync(
                    request(SECOND)
                            .header("Content-Encoding", "gzip")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
        await("most of them to be answered")
                .until(() ->
                        Arrays.stream(answers).filter(CompletableFuture::isDone).count() >= 3);
        assertThat(budget.taken()).isLessThanOrEqualTo(60_000_000);
        door.open();
        assertThat(Arrays.stream(answers).map(answer -> ((HttpResponse<?>) answer.join()).statusCode()))
                .contains(503)
                .allMatch(status -> status == 204 || status == 503);
        await("the memory to be given back").until(() -> budget.taken() == 0);
        HttpRequest.Builder again =
                request(SECOND).header("Content-Encoding", "gzip").POST(HttpRequest.BodyPublishers.ofByteArray(body));
        assertThat(client.sendAsync(again.build(), HttpResponse.BodyHandlers.ofString())
                        .join()
                        .statusCode())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {SECOND, FIRST})
    void aStoreThatIsAwayIsNeverTheClientsFault(String path) {
        door.failWith(new StoreException("the database is away"));
        HttpResponse<String> answer = post(path, "m v=1\nm v=x");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");

        door.failWith(new OverloadedException("too much", 2));
        answer = post(path, "m v=1");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /ping, 204",
        "HEAD, /ping, 204",
        "GET, /ping?verbose=true, 200",
        "GET, /ping?verbose=false, 204",
        "GET, /health, 200",
        "HEAD, /health, 200",
    })
    void clientsAreToldThatThereIsAServer(String method, String path, int status) {
        HttpResponse<String> answer = send(request(path).method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(status);
        if (path.startsWith("/ping")) {
            assertThat(answer.headers().firstValue("X-Influxdb-Version")).isPresent();
        } else if (method.equals("GET")) {
            assertThat(new JsonObject(answer.body()).getString("status")).isEqualTo("pass");
            assertThat(new JsonObject(answer.body()).getString("name")).isEqualTo("isotherm");
        }
    }

    @Test
    void aDatabaseIsCreatedAsTelegrafDoes() {
        HttpResponse<String> answer = send(request("/query")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("q=CREATE+DATABASE+%22telegraf%22")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body())
                        .getJsonArray("results")
                        .getJsonObject(0)
                        .fieldNames())
                .containsExactly("statement_id");
    }

    @Test
    void databasesAreListedAndNothingElseIsAnswered() {
        assertThat(send(request("/query?q=SHOW%20DATABASES").GET()).body()).contains("[\"isotherm\"]");
        assertThat(post("/query?q=show+databases", "").body()).contains("[\"isotherm\"]");
        assertThat(send(request("/query?q=SELECT%20*%20FROM%20m").GET()).statusCode())
                .isEqualTo(400);
        assertThat(send(request("/query").GET()).statusCode()).isEqualTo(400);
        assertThat(post("/query?q=DROP+DATABASE+x", "").statusCode()).isEqualTo(400);
        assertThat(send(request("/query")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("q=%zz")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(request("/query")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("q=" + "x".repeat(100_000))))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void aProcessThatTakesNoReadingsInSaysSoInTheSameWords() {
        Router router = Router.router(vertx);
        new LineRefusals().accept(router);
        new Elsewhere(Set.of("live")).accept(router);
        port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        for (String path : new String[] {SECOND, FIRST}) {
            HttpResponse<String> answer = post(path, "m v=1");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("60");
            JsonObject body = new JsonObject(answer.body());
            assertThat(body.getString(path.equals(FIRST) ? "error" : "message")).contains("role ingest");
            assertThat(body.getString("code")).isEqualTo(path.equals(FIRST) ? null : "unavailable");
        }
    }
}
