package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes an exporter and writes what it finds to the real program. */
class PrometheusTest {
    @TempDir
    Path folder;

    @Test
    void whatItScrapesIsThere() throws Exception {
        Vertx vertx = Vertx.vertx();
        AtomicReference<String> exposed = new AtomicReference<>("""
                # TYPE node_hwmon_temp_celsius gauge
                node_hwmon_temp_celsius{chip="k10",sensor="temp1"} 42.5
                # TYPE node_hwmon_temp_crit_celsius gauge
                node_hwmon_temp_crit_celsius{chip="k10",sensor="temp1"} 95
                # TYPE room_humidity_ratio gauge
                room_humidity_ratio{room="Küche"} 0.57
                # TYPE requests_total counter
                requests_total 7
                """);
        HttpServer exporter = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("Content-Type", "text/plain; version=0.0.4")
                        .end(exposed.get()))
                .listen(0, "127.0.0.1")
                .await();
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            Path config = Files.writeString(
                    folder.resolve("prometheus.yml"), """
                    scrape_configs:
                      - job_name: node
                        scrape_interval: 200ms
                        scrape_timeout: 200ms
                        static_configs:
                          - targets: ["127.0.0.1:%d"]
                            labels: {instance: shed}
                    remote_write:
                      - url: %s/api/v1/write
                        queue_config: {batch_send_deadline: 100ms}
                    """.formatted(exporter.actualPort(), server.address()));
            Process prometheus = new ProcessBuilder(
                            "prometheus",
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + folder.resolve("tsdb"),
                            "--web.listen-address=127.0.0.1:0")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            try {
                // Neither the limit, nor the counter, nor what Prometheus adds of its own.
                await("the two sensors")
                        .atMost(Duration.ofSeconds(40))
                        .failFast("prometheus ended", () -> !prometheus.isAlive())
                        .until(() -> server.latest().size() == 2);
                assertThat(latest(server, "temp1}").getString("key"))
                        .isEqualTo("prometheus/node/shed/node_hwmon_temp_celsius{chip=k10,sensor=temp1}");
                assertThat(latest(server, "temp1}").getDouble("v")).isEqualTo(42.5);
                assertThat(latest(server, "Küche}").getDouble("v")).isEqualTo(57);

                exposed.set(exposed.get().replace("42.5", "43"));
                await("a newer value")
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> latest(server, "temp1}").getDouble("v") == 43);
                // The exporter goes: Prometheus says that the series ended, which is no reading. Each scrape that fails
                // gives five samples of its own; the first one says it.
                exporter.close().await();
                double before = passed(server);
                await("several scrapes that failed")
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> passed(server) >= before + 20);
                JsonObject raw = server.raw(latest(server, "temp1}").getString("sensor"));
                assertThat(raw.getJsonArray("v").stream().distinct()).containsExactly(42.5, 43.0);
                assertThat(Files.readString(folder.resolve("log"))).doesNotContain("non-recoverable");
            } finally {
                prometheus.destroyForcibly().onExit().join();
            }
        } finally {
            vertx.close().await();
        }
    }

    private static double passed(TestServer server) {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("isotherm_readings_total{")
                        && line.contains("outcome=\"passed over\"")
                        && line.contains("protocol=\"prometheus\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static JsonObject latest(TestServer server, String end) {
        return server.latest().stream()
                .map(JsonObject.class::cast)
                .filter(item -> item.getString("key").endsWith(end))
                .findFirst()
                .orElseThrow();
    }
}
