package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.redis.RedisServer;
import io.isotherm.store.mongo.TestMongo;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators are given to watch the program with fits what the program tells. */
class MonitoringTest {
    private static final Path MONITORING = Path.of("../deploy/monitoring");
    private static final Path RULES = MONITORING.resolve("prometheus-rules.yaml");
    private static final Path GUIDE = Path.of("../docs/operations.md");
    private static final Pattern METRIC = Pattern.compile("\\b(?:isotherm|jvm|process|system)_[a-z0-9_]+");

    @TempDir
    Path folder;

    @Test
    void everyMetricOfRulesAndDashboardIsOneThatTheProgramHas() throws IOException {
        Set<String> told;
        try (RedisServer redis = RedisServer.start();
                TestServer server = TestServer.start(
                        folder.resolve("data"),
                        "--store",
                        TestMongo.freshDatabase(),
                        "--broker",
                        redis.url(),
                        // Nobody is there: what a bridge tells of itself it tells all the same.
                        "--mqtt-broker",
                        "mqtt://127.0.0.1:1")) {
            assertThat(server.post("/api/v1/readings", "{\"sensor\":\"a/t\",\"value\":3}")
                            .statusCode())
                    .isEqualTo(204);
            // A collection is told of a moment after it.
            System.gc();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> server.get("/metrics").body().contains("jvm_gc_pause_seconds_sum"));
            told = names(server.get("/metrics").body());
        }
        assertThat(told)
                .contains("isotherm_ingest_seconds_bucket", "isotherm_spool_bytes", "isotherm_clock_steps_total");
        Set<String> named = named(Files.readString(RULES));
        for (String expression : expressions()) {
            named.addAll(named(expression));
        }
        assertThat(named).hasSizeGreaterThan(50);
        assertThat(told).containsAll(named);
        // What the guide names without its prefix is found by the eye alone; what it names in full is not left to it.
        assertThat(told).containsAll(named(Files.readString(GUIDE)));
    }

    @Test
    void outcomesAreThereBeforeTheyHappen() {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            server.post("/api/v1/readings", "{\"sensor\":\"a/t\",\"value\":3}");
            String metrics = server.get("/metrics").body();
            for (String outcome : List.of("refused", "limited", "overloaded", "failed")) {
                assertThat(metrics)
                        .contains("isotherm_readings_total{outcome=\"" + outcome + "\",protocol=\"http\"} 0.0");
            }
            assertThat(metrics).contains("isotherm_health{part=\"disk\"}", "isotherm_info{");
        }
    }

    @Test
    void noLabelComesFromOutside() {
        String mark = "zz9outside";
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            server.post("/api/v1/readings", "{\"sensor\":\"" + mark + "/t\",\"value\":3}");
            server.post("/api/v1/readings", "{\"sensor\":\"" + mark + "/t\",\"value\":\"" + mark + "\"}");
            server.post("/api/v2/write?bucket=" + mark, mark + " " + mark + "=1", "text/plain");
            server.get("/api/v1/sensors/" + mark);
            await().atMost(Duration.ofSeconds(10)).until(() -> !server.latest().isEmpty());
            assertThat(server.get("/metrics").body()).doesNotContain(mark);
        }
    }

    @Test
    void everyAlertSaysWhatIsWrongAndLeadsToItsParagraph() throws IOException {
        Set<String> anchors = Files.readAllLines(GUIDE).stream()
                .filter(line -> line.startsWith("### Isotherm"))
                .map(line -> line.substring(4))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> alerts = new TreeSet<>();
        List<String> lines = Files.readAllLines(RULES);
        String alert = "";
        for (String line : lines) {
            String text = line.strip();
            if (text.startsWith("- alert: ")) {
                alert = text.substring(9);
                alerts.add(alert);
            }
            if (text.startsWith("runbook_url: ")) {
                assertThat(text).isEqualTo("runbook_url: docs/operations.md#" + alert.toLowerCase(Locale.ROOT));
            }
        }
        for (String annotation : List.of("summary: ", "description: ", "runbook_url: ", "labels: { severity: ")) {
            assertThat(lines.stream().filter(line -> line.strip().startsWith(annotation)))
                    .as(annotation)
                    .hasSameSizeAs(alerts);
        }
        assertThat(anchors).containsExactlyElementsOf(alerts);
    }

    @Test
    void prometheusTakesTheRulesAndTheyDoWhatTheySay() throws Exception {
        assertThat(promtool("check", "rules", RULES.toString())).contains("SUCCESS");
        assertThat(promtool(
                        "test",
                        "rules",
                        MONITORING.resolve("prometheus-rules-test.yaml").toString()))
                .contains("SUCCESS");
    }

    @Test
    void prometheusUnderstandsEveryExpressionOfTheDashboard() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        int number = 0;
        for (String expression : expressions()) {
            String whole = expression.replace("$instance", ".*").replace("$__rate_interval", "5m");
            rules.append("      - {record: 'd:%d', expr: '%s'}\n".formatted(number++, whole.replace("'", "''")));
        }
        Path file = Files.writeString(folder.resolve("rules.yml"), rules);
        assertThat(promtool("check", "rules", file.toString())).contains("SUCCESS: " + number + " rules found");
    }

    @Test
    void aRealPrometheusFindsTheBridgeThatIsAway() throws Exception {
        try (TestServer server = TestServer.start(folder.resolve("data"), "--mqtt-broker", "mqtt://127.0.0.1:1")) {
            int port = FreePort.find();
            Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                    global: {evaluation_interval: 500ms}
                    rule_files: ["%s"]
                    scrape_configs:
                      - job_name: isotherm
                        scrape_interval: 2s
                        scrape_timeout: 2s
                        static_configs: [{targets: ["127.0.0.1:%d"]}]
                    """.formatted(
                            RULES.toRealPath(), server.address().getPort()));
            Process prometheus = new ProcessBuilder(
                            "prometheus",
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + folder.resolve("tsdb"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            try {
                URI rules = URI.create("http://127.0.0.1:" + port + "/api/v1/rules?type=alert");
                // It scrapes, then evaluates; the bridge's alert is pending at once and fires after two minutes.
                await("the alert")
                        .atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .until(() -> rules(rules).stream()
                                .anyMatch(rule -> rule.getString("name").equals("IsothermBridgeAway")
                                        && rule.getString("state").equals("pending")));
                assertThat(rules(rules)).hasSizeGreaterThan(25).allSatisfy(rule -> {
                    assertThat(rule.getString("health")).as(rule.encode()).isEqualTo("ok");
                    // A slow machine may miss a scrape, which is pending for two minutes too.
                    assertThat(rule.getString("state")).as(rule.encode()).isNotEqualTo("firing");
                });
            } finally {
                prometheus.destroyForcibly().onExit().join();
            }
        }
    }

    private static List<JsonObject> rules(URI address) {
        JsonArray groups = new JsonObject(
                        TestServer.send(HttpRequest.newBuilder(address)).body())
                .getJsonObject("data")
                .getJsonArray("groups");
        return groups.stream()
                .map(JsonObject.class::cast)
                .flatMap(group -> group.getJsonArray("rules").stream())
                .map(JsonObject.class::cast)
                .toList();
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static List<String> expressions() throws IOException {
        JsonObject dashboard = new JsonObject(Files.readString(MONITORING.resolve("grafana-dashboard.json")));
        List<String> expressions = new ArrayList<>();
        for (Object panel : dashboard.getJsonArray("panels")) {
            for (Object target : ((JsonObject) panel).getJsonArray("targets", new JsonArray())) {
                expressions.add(((JsonObject) target).getString("expr"));
            }
        }
        assertThat(expressions).hasSizeGreaterThan(40);
        return expressions;
    }

    private static Set<String> names(String metrics) {
        return metrics.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> named(String text) {
        return METRIC.matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
