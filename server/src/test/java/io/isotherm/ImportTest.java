package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.Cli;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files into a real server: by the API, and by the command. */
class ImportTest {
    private static final String ISO = "time,value (°C)\n2026-01-31T12:00:00Z,4.5\n2026-01-31T12:01:00Z,4.6\n";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path data;

    @TempDir
    Path files;

    private static HttpResponse<String> post(TestServer server, String path, String body) {
        return server.post(path, body, "text/csv");
    }

    private static JsonObject json(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return new JsonObject(response.body());
    }

    private static String rows(int first, int count) {
        StringBuilder text = new StringBuilder();
        Instant start = Instant.parse("2020-01-01T00:00:00Z");
        for (int i = first; i < first + count; i++) {
            text.append(start.plusSeconds(i / 4))
                    .append(",s")
                    .append(i % 4)
                    .append(',')
                    .append(i % 1_000 / 10.0)
                    .append('\n');
        }
        return text.toString();
    }

    private static long count(TestServer server, String sensor) {
        JsonObject answer = server.json(
                "/api/v1/sensors/" + sensor + "/readings?from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&points=10");
        return answer.getJsonArray("count").stream()
                .mapToLong(one -> ((Number) one).longValue())
                .sum();
    }

    /** The command; its exit code and what it said. */
    private record Told(int code, String out, String err) {}

    private Told run(TestServer server, String... args) {
        List<String> all =
                new ArrayList<>(List.of("import", "--server", server.address().toString()));
        all.addAll(Arrays.asList(args));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Cli.run(
                all.toArray(String[]::new), Map.of(), files, new PrintWriter(out), new PrintWriter(err), (_, _) -> 99);
        return new Told(code, out.toString(), err.toString());
    }

    @Test
    void aPreviewTellsWhatTheImportThenDoes() {
        try (TestServer server = TestServer.start(data)) {
            JsonObject asked = json(
                    post(server, "/api/v1/import/preview?name=kitchen.csv", "time;Temp (°C)\n01.02.2026 12:00;4,5\n"),
                    200);
            assertThat(asked.getBoolean("ready")).isFalse();
            assertThat(asked.getJsonArray("questions").getJsonObject(0).getString("option"))
                    .isEqualTo("zone");
            String file = "time;Temp (°C)\n01.02.2026 12:00;4,5\n01.02.2026 12:01;warm\n";
            JsonObject preview =
                    json(post(server, "/api/v1/import/preview?name=kitchen.csv&zone=Europe/Berlin", file), 200);
            assertThat(preview.getBoolean("ready")).as(preview.encode()).isTrue();
            assertThat(preview.getJsonArray("readings").getJsonObject(0))
                    .isEqualTo(new JsonObject()
                            .put("line", 2)
                            .put("sensor", "kitchen")
                            .put("quantity", "temperature")
                            .put("t", Instant.parse("2026-02-01T11:00:00Z").toEpochMilli())
                            .put("local", "2026-02-01T12:00:00+01:00")
                            .put("v", 4.5)
                            .put("unit", "°C"));
            String format = URLEncoder.encode(preview.getJsonObject("format").encode(), StandardCharsets.UTF_8);
            JsonObject result = json(post(server, "/api/v1/imports?id=abcd-1234&format=" + format, file), 200);
            assertThat(result.getLong("readings")).isEqualTo(1);
            assertThat(result.getLong("added")).isEqualTo(1);
            assertThat(result.getJsonArray("reasons").getJsonObject(0))
                    .isEqualTo(new JsonObject().put("line", 3).put("detail", "\"warm\" is not a number."));
            assertThat(server.json("/api/v1/imports/abcd-1234")).isEqualTo(result);
            assertThat(server.json("/api/v1/imports").getJsonArray("items")).containsExactly(result);
            assertThat(server.raw("kitchen").getJsonArray("v")).isEqualTo(new JsonArray().add(4.5));
        }
    }

    @Test
    void whatIsNotToldIsNotImported() {
        try (TestServer server = TestServer.start(data)) {
            JsonObject problem = json(post(server, "/api/v1/imports", "time,value\n2026-02-01 12:00,4.5\n"), 422);
            assertThat(problem.getJsonArray("questions")).hasSize(3);
            assertThat(json(post(server, "/api/v1/imports?zone=Mars/Olympus", ISO), 400)
                            .getString("parameter"))
                    .isEqualTo("zone");
            assertThat(json(post(server, "/api/v1/imports?zones=UTC", ISO), 400).getString("parameter"))
                    .isEqualTo("zones");
            assertThat(json(post(server, "/api/v1/imports?format=%7B%7D", ISO), 400)
                            .getString("parameter"))
                    .isEqualTo("format");
            assertThat(server.post("/api/v1/imports?name=a", ISO, "text/plain").statusCode())
                    .isEqualTo(415);
            assertThat(post(server, "/api/v1/import/preview", "x".repeat(300_000))
                            .statusCode())
                    .isEqualTo(413);
            assertThat(server.get("/api/v1/imports/none-such").statusCode()).isEqualTo(404);
            assertThat(server.latest()).isEmpty();
        }
    }

    @Test
    void whatTheDoorRefusesIsToldByItsLine() {
        try (TestServer server = TestServer.start(data)) {
            String file =
                    "time,value (°C)\n1999-01-31T12:00:00Z,4.5\n\n2026-01-31T12:00:00Z,4.5\n2026-01-31T12:01:00Z,-300\n";
            JsonObject result = json(post(server, "/api/v1/imports?name=a.csv", file), 200);
            assertThat(result.getLong("readings")).isEqualTo(1);
            assertThat(result.getJsonArray("reasons"))
                    .extracting(one -> ((JsonObject) one).getLong("line"))
                    .containsExactly(2L, 5L);
        }
    }

    @Test
    void ourOwnExportComesBackAsItWas() {
        String readings = "[{\"sensor\":\"fridge/air\",\"value\":4.300000000000001,\"time\":1790000000000},"
                + "{\"sensor\":\"fridge/air\",\"value\":-127,\"time\":1790000001005},"
                + "{\"sensor\":\"kitchen/humidity\",\"value\":101.5,\"time\":1790000000000},"
                + "{\"sensor\":\"out\",\"value\":39.7,\"unit\":\"°F\",\"time\":1790000000000}]";
        String exported;
        try (TestServer server = TestServer.start(data)) {
            assertThat(server.post("/api/v1/readings", readings).statusCode()).isEqualTo(204);
            exported = server.get("/api/v1/export?from=0").body();
            assertThat(exported.lines()).hasSize(5);
            JsonObject same = json(post(server, "/api/v1/imports", exported), 200);
            assertThat(same.getLong("readings")).isEqualTo(4);
            assertThat(same.getLong("added")).isZero();
            assertThat(same.getLong("repeated")).isEqualTo(4);
            assertThat(server.get("/api/v1/export?from=0").body()).isEqualTo(exported);
        }
        try (TestServer server = TestServer.start(files.resolve("other"))) {
            assertThat(json(post(server, "/api/v1/imports", exported), 200).getLong("added"))
                    .isEqualTo(4);
            assertThat(server.get("/api/v1/export?from=0").body()).isEqualTo(exported);
        }
    }

    @Test
    void theCommandShowsWhatItUnderstoodAndImports() throws IOException {
        Files.writeString(files.resolve("kitchen.csv"), ISO);
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(files.resolve("hall.csv.gz")))) {
            gzip.write(ISO.getBytes(StandardCharsets.UTF_8));
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(files.resolve("all.zip")))) {
            for (String name : new String[] {"logs/a.csv", "readme.md", "logs/b.csv"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(ISO.getBytes(StandardCharsets.UTF_8));
            }
        }
        try (TestServer server = TestServer.start(data)) {
            Told asked = run(server, "kitchen.csv");
            assertThat(asked.code()).isEqualTo(Cli.MISUSED);
            assertThat(asked.out()).contains("kitchen.csv", "2026-01-31T12:00:00Z", "4.5 °C");
            assertThat(asked.err()).contains("--yes");
            assertThat(server.latest()).isEmpty();

            Told done = run(server, "kitchen.csv", "hall.csv.gz", "all.zip", "--yes");
            assertThat(done.err()).isEmpty();
            assertThat(done.code()).isEqualTo(Cli.OK);
            assertThat(done.out())
                    .contains("kitchen.csv: 2 readings of 1 sensors kept out of 2 rows", "2 new, 0 there already");
            assertThat(server.latest())
                    .extracting(one -> ((JsonObject) one).getString("sensor"))
                    .containsExactlyInAnyOrder("kitchen", "hall", "a", "b");

            assertThat(run(server, "kitchen.csv", "--yes").out()).contains("0 new, 2 there already");
            Files.writeString(files.resolve("bad.csv"), ISO + "never,1\n");
            assertThat(run(server, "bad.csv", "--yes").code()).isEqualTo(3);
            assertThat(run(server, "bad.csv", "--yes", "--zone", "Mars").code()).isEqualTo(Cli.MISUSED);
            assertThat(run(server, "none.csv", "--yes").err()).contains("there is no file none.csv");
            Files.writeString(files.resolve("local.csv"), "time,value\n2026-01-31 12:00:00,4.5\n");
            assertThat(run(server, "local.csv", "--yes").err()).contains("--zone");
        }
    }

    @Test
    void theCommandSaysThatNoServerRuns() throws IOException {
        Files.writeString(files.resolve("kitchen.csv"), ISO);
        StringWriter err = new StringWriter();
        int code = Cli.run(
                new String[] {"import", "kitchen.csv", "--yes", "--server", "http://127.0.0.1:1"},
                Map.of(),
                files,
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                (_, _) -> 99);
        assertThat(code).isEqualTo(Cli.FAILED);
        assertThat(err.toString()).contains("./isotherm run");
    }

    @Test
    void oneThatRunsTellsHowFarItIsAndIsStopped() throws Exception {
        PipedOutputStream sending = new PipedOutputStream();
        try (TestServer server = TestServer.start(data);
                PipedInputStream body = new PipedInputStream(sending, 65_536)) {
            CompletableFuture<HttpResponse<String>> answer = HTTP.sendAsync(
                    HttpRequest.newBuilder(server.address().resolve("/api/v1/imports?id=running-1&name=x"))
                            .header("Content-Type", "text/csv")
                            .POST(BodyPublishers.ofInputStream(() -> body))
                            .build(),
                    BodyHandlers.ofString());
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    sending.write("time,sensor,value (°C)\n".getBytes(StandardCharsets.UTF_8));
                    for (int i = 0; ; i += 1_000) {
                        sending.write(rows(i, 1_000).getBytes(StandardCharsets.UTF_8));
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> server.get("/api/v1/imports/running-1").statusCode() == 200
                            && server.json("/api/v1/imports/running-1").getLong("readings") > 20_000);
            assertThat(TestServer.send(
                                    server.request("/api/v1/imports/running-1").DELETE())
                            .statusCode())
                    .isEqualTo(204);
            await().until(() ->
                    server.json("/api/v1/imports/running-1").getString("state").equals("stopped"));
            sending.close();
            writer.join();
            JsonObject problem = json(answer.get(30, TimeUnit.SECONDS), 409);
            assertThat(problem.getJsonObject("import").getLong("readings")).isGreaterThan(20_000);
        }
    }

    @Test
    void anImporterThatIsKilledInTheMiddleIsRepeatedWithoutDoubles() throws Exception {
        Path file = files.resolve("big.csv");
        int count = 400_000;
        Files.writeString(file, "time,sensor,value (°C)\n" + rows(0, count));
        try (TestServer server = TestServer.start(data)) {
            Process importer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx48m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.isotherm.Main",
                            "import",
                            file.toString(),
                            "--yes",
                            "--server",
                            server.address().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> items(server) > 0);
            importer.destroyForcibly().onExit().join();
            await("the server notices").until(() -> state(server).equals("failed"));
            long kept = server.json("/api/v1/imports")
                    .getJsonArray("items")
                    .getJsonObject(0)
                    .getLong("readings");
            assertThat(kept).isPositive().isLessThan(count);
            assertThat(IntStream.range(0, 4)
                            .mapToLong(i -> count(server, "s" + i))
                            .sum())
                    .isEqualTo(kept);

            Told again = run(server, file.toString(), "--yes");
            assertThat(again.code()).as(again.err()).isEqualTo(Cli.OK);
            assertThat(again.out())
                    .contains(String.format(java.util.Locale.ROOT, "%,d new, %,d there already", count - kept, kept));
            for (int i = 0; i < 4; i++) {
                assertThat(count(server, "s" + i)).isEqualTo(count / 4);
            }
        }
    }

    private static long items(TestServer server) {
        JsonArray items = server.json("/api/v1/imports").getJsonArray("items");
        return items.isEmpty() ? 0 : items.getJsonObject(0).getLong("readings");
    }

    private static String state(TestServer server) {
        return server.json("/api/v1/imports")
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("state");
    }

    @Test
    void aFileManyTimesTheHeapIsImported() throws Exception {
        byte[] head = "time,sensor,value (°C)\n".getBytes(StandardCharsets.UTF_8);
        try (ServerProcess process = ServerProcess.start(data)) {
            URI address = process.address();
            // Mostly text that is passed over, and the same readings, so that the store is not what takes the time.
            String pad = ",".repeat(8) + "x".repeat(900);
            byte[] block = rows(0, 2_000).replace("\n", pad + "\n").getBytes(StandardCharsets.UTF_8);
            int blocks = 300;
            InputStream body = new java.io.SequenceInputStream(
                    new java.io.ByteArrayInputStream(head),
                    new java.io.SequenceInputStream(
                            java.util.Collections.enumeration(java.util.Collections.nCopies(blocks, block).stream()
                                    .map(java.io.ByteArrayInputStream::new)
                                    .toList())));
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(address.resolve("/api/v1/imports?columns=time,sensor,value::C"))
                            .header("Content-Type", "text/csv")
                            .POST(BodyPublishers.ofInputStream(() -> body))
                            .build(),
                    BodyHandlers.ofString());
            JsonObject result = json(answer, 200);
            assertThat(result.getLong("bytes")).isGreaterThan(500_000_000L);
            assertThat(result.getLong("rows")).isEqualTo(2_000L * blocks);
            assertThat(result.getLong("added")).isEqualTo(2_000);
        }
    }

    @Test
    void gzipIsReadAsItComes() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(ISO.getBytes(StandardCharsets.UTF_8));
        }
        try (TestServer server = TestServer.start(data)) {
            byte[] whole = zipped.toByteArray();
            HttpResponse<String> good = send(server, whole);
            assertThat(json(good, 200).getLong("readings")).isEqualTo(2);
            assertThat(send(server, Arrays.copyOf(whole, whole.length - 12)).statusCode())
                    .isEqualTo(400);
            assertThat(send(server, ISO.getBytes(StandardCharsets.UTF_8)).statusCode())
                    .isEqualTo(400);
        }
    }

    private static HttpResponse<String> send(TestServer server, byte[] body) throws Exception {
        return HTTP.send(
                server.request("/api/v1/imports?name=kitchen.csv")
                        .header("Content-Type", "text/csv")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
