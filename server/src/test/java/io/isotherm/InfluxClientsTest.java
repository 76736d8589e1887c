package io.isotherm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The programs that people send line protocol with, against the whole server. */
class InfluxClientsTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private static final String SECOND = """
            import sys, datetime
            from influxdb_client import InfluxDBClient, Point, WritePrecision
            from influxdb_client.client.write_api import SYNCHRONOUS
            from influxdb_client.rest import ApiException
            with InfluxDBClient(url=sys.argv[1], token="any", org="home", enable_gzip=sys.argv[2] == "gzip") as client:
                assert client.ping()
                assert client.health().status == "pass", client.health()
                assert client.version() == "isotherm"
                api = client.write_api(write_options=SYNCHRONOUS)
                api.write(bucket="b", record=b"")
                time = datetime.datetime(2026, 11, 24, 9, 30, tzinfo=datetime.timezone.utc)
                api.write(bucket="b", record=Point("room").tag("name", "two, left = cold").field("temperature", 21.5)
                    .field("count", 3).field("open", True).field("note", "a \\"b\\"\\nc").time(time))
                for precision in (WritePrecision.S, WritePrecision.MS, WritePrecision.US, WritePrecision.NS):
                    api.write(bucket="b", write_precision=precision,
                        record=Point("times").tag("p", str(precision)).field("temp", 1.25).time(time, precision))
                api.write(bucket="b", record=[Point("many").tag("n", n % 10).field("temp", n / 7).time(time
                    + datetime.timedelta(seconds=n)) for n in range(5000)])
                try:
                    api.write(bucket="b", record="good temp=1\\nbad temp=x")
                    raise SystemExit("no error")
                except ApiException as e:
                    assert e.status == 422 and "line 2" in e.body, e
            print("done")
            """;

    private static final String FIRST = """
            import sys
            from influxdb import InfluxDBClient
            from influxdb.exceptions import InfluxDBClientError
            host, port = sys.argv[1].rsplit("/", 1)[1].split(":")
            client = InfluxDBClient(host, int(port), "user", "password", "telegraf", gzip=sys.argv[2] == "gzip")
            assert client.ping()
            client.create_database("telegraf")
            assert [d["name"] for d in client.get_list_database()] == ["isotherm"]
            client.write_points([])
            points = [{"measurement": "room", "tags": {"name": "two, left = cold"},
                "fields": {"temperature": 21.5, "count": 3, "open": True, "note": "a \\"b\\"\\nc"},
                "time": "2026-11-24T09:30:00Z"}]
            points += [{"measurement": "many", "tags": {"n": str(n % 10)}, "fields": {"temp": n / 7},
                "time": 1795512600 + n} for n in range(5000)]
            client.write_points(points[:1])
            client.write_points(points[1:], time_precision="s", batch_size=1000)
            for precision, factor in (("s", 1), ("ms", 1000), ("u", 10 ** 6), ("n", 10 ** 9)):
                client.write_points([{"measurement": "times", "tags": {"p": precision}, "fields": {"temp": 1.25},
                    "time": 1795512600 * factor}], time_precision=precision)
            try:
                client.write_points(["bad temp=x"], protocol="line")
                raise SystemExit("no error")
            except InfluxDBClientError as e:
                assert e.code == 400 and "unable to parse" in e.content, e
            print("done")
            """;

    private static String packages() {
        String told = System.getenv("ISOTHERM_TEST_PYTHONPATH");
        if (told != null && !told.isEmpty()) {
            return told;
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        return (cache == null ? System.getProperty("user.home") + "/.cache" : cache) + "/isotherm/python-4";
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PYTHONPATH", packages());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as(Files.readString(output))
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    private void python(String program, String compression) throws IOException, InterruptedException {
        try (TestServer server = TestServer.start(folder.resolve("data-" + compression))) {
            String address = server.address().toString();
            assertThat(run(List.of("python3", "-c", program, address, compression)))
                    .as("what the program prints (it takes the packages that bin/python.sh fetches)")
                    .endsWith("done\n");
            JsonObject room = sensor(server, "room,name=two\\, left \\= cold/temperature");
            assertThat(room.getString("quantity")).isEqualTo("temperature");
            assertThat(server.raw(room.getString("id")).getJsonArray("t")).containsExactly(1_795_512_600_000L);
            assertThat(server.raw(room.getString("id")).getJsonArray("v")).containsExactly(21.5);
            assertThat(server.raw(sensor(server, "room,name=two\\, left \\= cold/count")
                                    .getString("id"))
                            .getJsonArray("v"))
                    .hasSize(1);
            int times = 0;
            for (JsonObject sensor : sensors(server)) {
                String key = sensor.getString("key");
                if (key.startsWith("times,")) {
                    times++;
                    assertThat(server.raw(sensor.getString("id")).getJsonArray("t"))
                            .as(key)
                            .containsExactly(1_795_512_600_000L);
                } else if (key.startsWith("many,")) {
                    assertThat(server.raw(sensor.getString("id")).getJsonArray("v"))
                            .as(key)
                            .hasSize(500);
                }
            }
            assertThat(times).isEqualTo(4);
            JsonObject third = server.raw(sensor(server, "many,n=3/temp").getString("id"));
            assertThat(third.getJsonArray("v").getDouble(1)).isEqualTo(13 / 7.0);
            assertThat(third.getJsonArray("t").getLong(1)).isEqualTo(1_795_512_613_000L);
        }
    }

    private static List<JsonObject> sensors(TestServer server) {
        List<JsonObject> sensors = new ArrayList<>();
        server.json("/api/v1/sensors?limit=1000").getJsonArray("items").forEach(item -> sensors.add((JsonObject) item));
        return sensors;
    }

    private static JsonObject sensor(TestServer server, String key) {
        return sensors(server).stream()
                .filter(sensor -> sensor.getString("key").equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sensor " + key + " in " + sensors(server)));
    }

    @Test
    void thePythonClientOfVersionTwoWrites() throws Exception {
        python(SECOND, "plain");
        python(SECOND, "gzip");
    }

    @Test
    void thePythonClientOfVersionOneWrites() throws Exception {
        python(FIRST, "plain");
        python(FIRST, "gzip");
    }

    @Test
    void curlWrites() throws Exception {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            assertThat(run(List.of(
                            "curl",
                            "-sS",
                            "-o",
                            "-",
                            "-w",
                            "%{http_code}",
                            "--data-binary",
                            "environment,device=esp1 temperature=21.4,humidity=40 1795512600",
                            server.address() + "/api/v2/write?precision=s")))
                    .isEqualTo("204");
            assertThat(server.raw(sensor(server, "environment,device=esp1/humidity")
                                    .getString("id"))
                            .getJsonArray("v"))
                    .containsExactly(40.0);
        }
    }

    @Test
    void rulesOfTheConfigurationDecide() throws Exception {
        Path rules = folder.resolve("rules.yaml");
        Files.writeString(rules, "rules: [{measurement: env, device: '{device}', fields: {t: {unit: °F}}}]");
        try (TestServer server = TestServer.start(folder.resolve("data"), "--line-rules", rules.toString())) {
            assertThat(server.post("/write", "env,device=esp1 t=70", "text/plain")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(sensor(server, "esp1/t").getString("unit")).isEqualTo("°F");
        }
        Files.writeString(rules, "rules: [{measurment: env}]");
        assertThatThrownBy(() -> TestServer.start(folder.resolve("data"), "--line-rules", rules.toString())
                        .close())
                .hasMessageContaining("rules.yaml line 1: \"measurment\" is nothing that can be set here");
    }

    @Test
    void aForeignPageInABrowserCannotWrite() {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            for (String path : List.of("/api/v2/write", "/write")) {
                for (String[] header : List.of(
                        new String[] {"Origin", "https://evil.example"},
                        new String[] {"Sec-Fetch-Site", "cross-site"})) {
                    HttpResponse<String> answer = TestServer.send(server.request(path)
                            .header("Content-Type", "text/plain")
                            .header(header[0], header[1])
                            .POST(HttpRequest.BodyPublishers.ofString("m v=1")));
                    assertThat(answer.statusCode()).as(path + " " + header[0]).isEqualTo(403);
                }
            }
            assertThat(sensors(server)).isEmpty();
        }
    }

    @Test
    void aStrangerSeesThatItLivesAndNoMore() throws IOException {
        Path token = folder.resolve("token");
        Files.writeString(token, TOKEN);
        try (TestServer server = TestServer.start(folder.resolve("data"), "--admin-token-file", token.toString())) {
            assertThat(TestServer.send(server.request("/ping").GET()).statusCode())
                    .isEqualTo(204);
            HttpResponse<String> health =
                    TestServer.send(server.request("/health").GET());
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(health.body()).getString("status")).isEqualTo("pass");
            assertThat(health.body()).doesNotContain("0.1");
            for (String path : List.of("/api/v2/write", "/write", "/query?q=SHOW+DATABASES")) {
                assertThat(TestServer.send(server.request(path).POST(HttpRequest.BodyPublishers.ofString("m v=1")))
                                .statusCode())
                        .as(path)
                        .isEqualTo(401);
            }
            assertThat(TestServer.send(server.request("/write")
                                    .header("Authorization", "Bearer " + TOKEN)
                                    .POST(HttpRequest.BodyPublishers.ofString("m v=1")))
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    /** Needs the program {@code telegraf}, which Debian does not have; where it is not, there is nothing to try. */
    @TestFactory
    Stream<DynamicTest> whereThereIsATelegraf() throws Exception {
        String program = System.getenv().getOrDefault("ISOTHERM_TEST_TELEGRAF", "telegraf");
        return runs(program)
                ? Stream.of(DynamicTest.dynamicTest("it writes", () -> telegrafWrites(program)))
                : Stream.empty();
    }

    private void telegrafWrites(String program) throws Exception {
        for (String output : List.of(
                "[[outputs.influxdb_v2]]\n  urls = [\"URL\"]\n  token = \"t\"\n  organization = \"o\"\n  bucket = \"b\"",
                "[[outputs.influxdb]]\n  urls = [\"URL\"]\n  database = \"telegraf\"",
                "[[outputs.influxdb]]\n  urls = [\"URL\"]\n  database = \"telegraf\"\n  content_encoding = \"identity\"")) {
            Path data = Files.createTempDirectory(folder, "telegraf");
            Files.writeString(data.resolve("in.lp"), "temp,host=a,sensor=coretemp temp=45.5 1795512600000000000\n");
            try (TestServer server = TestServer.start(data.resolve("data"))) {
                Path config = data.resolve("telegraf.conf");
                Files.writeString(
                        config,
                        """
                        [agent]
                          interval = "200ms"
                          flush_interval = "200ms"
                          hostname = "a"
                        [[inputs.file]]
                          files = ["FILE"]
                          data_format = "influx"
                        """.replace("FILE", data.resolve("in.lp").toString())
                                + output.replace("URL", server.address().toString()));
                Process telegraf = new ProcessBuilder(program, "--config", config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(data.resolve("log").toFile())
                        .start();
                try {
                    await("a reading from Telegraf")
                            .atMost(Duration.ofSeconds(30))
                            .failFast(() -> !telegraf.isAlive())
                            .until(() -> !sensors(server).isEmpty());
                } finally {
                    telegraf.destroy();
                    telegraf.waitFor();
                }
                JsonObject sensor = sensor(server, "temp,host=a,sensor=coretemp/temp");
                assertThat(server.raw(sensor.getString("id")).getJsonArray("v")).containsExactly(45.5);
                assertThat(Files.readString(data.resolve("log"), UTF_8)).doesNotContain("E!");
            }
        }
    }

    private static boolean runs(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
