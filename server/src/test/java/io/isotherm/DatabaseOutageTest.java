package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.store.mongo.OwnMongo;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told while the database is away: by name, since when, and that it is over. */
class DatabaseOutageTest {
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private static JsonObject part(TestServer server, String name) {
        return server.json("/api/v1/status/parts").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(part -> part.getString("part").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int post(TestServer server, int value) {
        return server.post("/api/v1/readings", "{\"sensor\":\"kitchen/t\",\"value\":" + value + "}")
                .statusCode();
    }

    private static boolean metric(TestServer server, String line) {
        return server.get("/metrics").body().lines().anyMatch(line::equals);
    }

    @Test
    void readingsAreTakenAndEveryPartSaysWhatIsWrong() {
        try (OwnMongo mongo = new OwnMongo();
                TestServer server = TestServer.start(folder.resolve("data"), "--store", mongo.url())) {
            assertThat(post(server, 1)).isEqualTo(204);
            assertThat(server.json("/api/v1/status").getString("state")).isEqualTo("ok");
            assertThat(part(server, "spool").getString("detail")).startsWith("Empty");

            mongo.kill();
            assertThat(post(server, 2)).as("into the spool").isEqualTo(204);
            await("it is told")
                    .atMost(LONG)
                    .until(() -> part(server, "spool").getString("state").equals("degraded"));
            assertThat(part(server, "spool").getString("condition")).isEqualTo("spooling");
            JsonObject journal = part(server, "journal");
            assertThat(journal.getString("state")).isEqualTo("degraded");
            assertThat(journal.getString("condition")).isEqualTo("database-away");
            assertThat(journal.getString("detail")).contains("since", "spool");
            assertThat(journal.getString("advice")).contains("MongoDB");
            assertThat(journal.getLong("since")).isPositive();
            assertThat(server.get("/health/ready").statusCode())
                    .as("it does its work")
                    .isEqualTo(200);
            assertThat(metric(server, "isotherm_spool_active 1.0")).isTrue();
            assertThat(metric(server, "isotherm_health{part=\"journal\"} 1.0")).isTrue();
            assertThat(metric(server, "isotherm_ready 1.0")).isTrue();

            mongo.restart();
            await("all is well")
                    .atMost(LONG)
                    .until(() ->
                            server.json("/api/v1/status").getString("state").equals("ok"));
            assertThat(part(server, "journal").containsKey("condition")).isFalse();
            assertThat(metric(server, "isotherm_spool_active 0.0")).isTrue();
            assertThat(server.raw("kitchen-t").getJsonArray("v")).containsExactly(1.0, 2.0);
        }
    }
}
