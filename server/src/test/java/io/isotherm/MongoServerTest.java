package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.store.StoreException;
import io.isotherm.store.mongo.TestMongo;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a whole, with a real MongoDB. */
class MongoServerTest {
    @TempDir
    Path folder;

    private final String url = TestMongo.freshDatabase();

    private static String reading(String sensor, double value, long time) {
        return "{\"sensor\":\"" + sensor + "\",\"value\":" + value + ",\"time\":" + time + "}";
    }

    @Test
    void whatOneProcessTakesInAnotherServes() {
        long time = System.currentTimeMillis() - 60_000;
        try (TestServer one = TestServer.start(folder.resolve("one"), "--store", url);
                TestServer other = TestServer.start(folder.resolve("other"), "--store", url)) {
            assertThat(one.post("/api/v1/readings", reading("kitchen/temperature", 4.31, time))
                            .statusCode())
                    .isEqualTo(204);
            await("the other process knows the sensor")
                    .until(() ->
                            other.get("/api/v1/sensors/kitchen-temperature").statusCode() == 200);
            await("and its reading")
                    .untilAsserted(
                            () -> assertThat(other.raw("kitchen-temperature").getJsonArray("v"))
                                    .isEqualTo(new JsonArray().add(4.31)));
            await("and it is the newest value there")
                    .untilAsserted(
                            () -> assertThat(other.latest().getJsonObject(0).getDouble("v"))
                                    .isEqualTo(4.31));
            assertThat(other.post("/api/v1/readings", reading("kitchen/temperature", 4.5, time + 1_000))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(one.json("/api/v1/sensors").getJsonArray("items"))
                    .as("a sensor is created once")
                    .hasSize(1);
        }
        try (TestServer again = TestServer.start(folder.resolve("one"), "--store", url)) {
            assertThat(again.raw("kitchen-temperature").getJsonArray("v"))
                    .isEqualTo(new JsonArray().add(4.31).add(4.5));
            assertThat(again.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withoutAnAnswerFromMongoItSaysSo() {
        assertThatThrownBy(() -> TestServer.start(
                        folder, "--store", "mongodb://127.0.0.1:1/isotherm?serverSelectionTimeoutMS=300"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("127.0.0.1:1");
    }
}
