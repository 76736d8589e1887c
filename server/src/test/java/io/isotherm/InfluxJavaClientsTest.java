package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApi;
import com.influxdb.client.WriteOptions;
import com.influxdb.client.domain.HealthCheck;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import com.influxdb.client.write.events.WriteErrorEvent;
import com.influxdb.client.write.events.WriteRetriableErrorEvent;
import com.influxdb.exceptions.InfluxException;
import com.influxdb.exceptions.UnauthorizedException;
import com.influxdb.exceptions.UnprocessableEntityException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.influxdb.BatchOptions;
import org.influxdb.InfluxDB;
import org.influxdb.InfluxDBException;
import org.influxdb.InfluxDBFactory;
import org.influxdb.dto.BatchPoints;
import org.influxdb.dto.Pong;
import org.influxdb.dto.Query;
import org.influxdb.dto.QueryResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** InfluxDB's own clients for Java, of both versions, against the whole server with its sign-in. */
class InfluxJavaClientsTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final Instant TIME = Instant.parse("2026-11-24T09:30:00Z");
    private static final int MANY = 2_500;

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // started before each test
    private TestServer server;

    private String sender = "";

    @BeforeEach
    void start() throws IOException {
        Path file = Files.writeString(folder.resolve("admin.token"), TOKEN);
        server = TestServer.start(folder.resolve("data"), "--admin-token-file", file.toString());
        sender = new JsonObject(TestServer.send(server.request("/api/v1/tokens")
                                .header("Authorization", "Bearer " + TOKEN)
                                .header("Content-Type", "application/json")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                        "{\"name\":\"Clients\",\"grant\":{\"all\":true}}")))
                        .body())
                .getString("token");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonObject asAdministrator(String path) {
        return new JsonObject(TestServer.send(server.request(path).header("Authorization", "Bearer " + TOKEN))
                .body());
    }

    private JsonObject raw(String key) {
        String id = asAdministrator("/api/v1/sensors?limit=1000").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(sensor -> sensor.getString("key").equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sensor " + key))
                .getString("id");
        return asAdministrator(
                "/api/v1/sensors/" + id + "/readings?raw=true&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z");
    }

    private void assertThatManyWereKept(String key) {
        // The client of version 1 sends its last batch while it closes, and does not wait for the answer.
        await().untilAsserted(() -> assertThat(raw(key).getJsonArray("v")).hasSize(MANY));
        JsonObject raw = raw(key);
        assertThat(raw.getJsonArray("t").getLong(MANY - 1)).isEqualTo(TIME.toEpochMilli() + (MANY - 1) * 10L);
        assertThat(raw.getJsonArray("v").getDouble(MANY - 1)).isEqualTo((MANY - 1) / 7.0);
    }

    private InfluxDBClient second(String token) {
        return InfluxDBClientFactory.create(InfluxDBClientOptions.builder()
                .url(server.address().toString())
                .authenticateToken(token.toCharArray())
                .org("home")
                .bucket("temperatures")
                .build());
    }

    @Test
    @SuppressWarnings("deprecation") // people still ask for the health in this way
    void ofVersionTwoItFindsAServerAndWritesOneByOne() {
        try (InfluxDBClient client = second(sender)) {
            assertThat(client.ping()).isTrue();
            assertThat(client.version()).isEqualTo("isotherm");
            assertThat(client.health().getStatus()).isEqualTo(HealthCheck.StatusEnum.PASS);
            client.enableGzip()
                    .getWriteApiBlocking()
                    .writePoint(Point.measurement("room")
                            .addTag("name", "two, left = cold")
                            .addField("temperature", 21.5)
                            .addField("open", true)
                            .time(TIME, WritePrecision.MS));
            JsonObject room = raw("room,name=two\\, left \\= cold/temperature");
            assertThat(room.getJsonArray("t")).containsExactly(TIME.toEpochMilli());
            assertThat(room.getJsonArray("v")).containsExactly(21.5);
        }
    }

    @Test
    void ofVersionTwoItWritesInBatches() {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        try (InfluxDBClient client = second(sender);
                WriteApi batches = client.makeWriteApi(
                        WriteOptions.builder().batchSize(400).flushInterval(200).build())) {
            var _ = batches.listenEvents(WriteErrorEvent.class, event -> failures.add(event.getThrowable()));
            var _ = batches.listenEvents(WriteRetriableErrorEvent.class, event -> failures.add(event.getThrowable()));
            for (int n = 0; n < MANY; n++) {
                batches.writePoint(Point.measurement("many")
                        .addTag("host", "a")
                        .addField("temp", n / 7.0)
                        .time(TIME.plusMillis(n * 10L), WritePrecision.NS));
            }
        }
        assertThat(failures).isEmpty();
        assertThatManyWereKept("many,host=a/temp");
    }

    @Test
    void ofVersionTwoItUnderstandsWhyItIsRefused() {
        try (InfluxDBClient client = second("wrong")) {
            assertThatThrownBy(() -> client.getWriteApiBlocking().writeRecord(WritePrecision.S, "m v=1"))
                    .isInstanceOf(UnauthorizedException.class)
                    .hasMessageContaining("This token is not known, or was revoked.");
        }
        try (InfluxDBClient client = second(sender)) {
            assertThatThrownBy(() -> client.getWriteApiBlocking()
                            .writeRecords(WritePrecision.S, List.of("good temp=1", "bad temp=x")))
                    .isInstanceOfSatisfying(
                            UnprocessableEntityException.class,
                            failure -> assertThat(failure.reference()).isZero())
                    .hasMessageContaining("line 2")
                    .isInstanceOf(InfluxException.class);
            assertThat(raw("good/temp").getJsonArray("v")).containsExactly(1.0);
        }
    }

    private InfluxDB first(String password) {
        return InfluxDBFactory.connect(server.address().toString(), "sender", password);
    }

    @Test
    void ofVersionOneItFindsAServerAndItsDatabaseAndWrites() {
        try (InfluxDB client = first(sender)) {
            Pong pong = client.ping();
            assertThat(pong.isGood()).isTrue();
            assertThat(client.version()).isEqualTo("isotherm");
            QueryResult made = client.query(new Query("CREATE DATABASE \"telegraf\""));
            assertThat(made.hasError()).isFalse();
            QueryResult known = client.query(new Query("SHOW DATABASES"));
            assertThat(known.getResults().getFirst().getSeries().getFirst().getValues())
                    .containsExactly(List.of("isotherm"));
            client.setDatabase("telegraf");
            client.enableGzip();
            client.write(org.influxdb.dto.Point.measurement("room")
                    .tag("name", "two, left = cold")
                    .addField("temperature", 21.5)
                    .time(TIME.toEpochMilli(), TimeUnit.MILLISECONDS)
                    .build());
            assertThat(raw("room,name=two\\, left \\= cold/temperature").getJsonArray("v"))
                    .containsExactly(21.5);
            BatchPoints batch = BatchPoints.database("telegraf")
                    .precision(TimeUnit.SECONDS)
                    .point(org.influxdb.dto.Point.measurement("batch")
                            .addField("temp", 4)
                            .time(TIME.getEpochSecond(), TimeUnit.SECONDS)
                            .build())
                    .build();
            client.write(batch);
            assertThat(raw("batch/temp").getJsonArray("t")).containsExactly(TIME.toEpochMilli());
        }
    }

    @Test
    void ofVersionOneItWritesInBatches() {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        try (InfluxDB client = first(sender)) {
            client.setDatabase("telegraf");
            client.enableBatch(BatchOptions.DEFAULTS
                    .actions(400)
                    .flushDuration(200)
                    .exceptionHandler((points, failure) -> failures.add(failure)));
            for (int n = 0; n < MANY; n++) {
                client.write(org.influxdb.dto.Point.measurement("many")
                        .tag("host", "a")
                        .addField("temp", n / 7.0)
                        .time(TIME.toEpochMilli() + n * 10L, TimeUnit.MILLISECONDS)
                        .build());
            }
        }
        assertThat(failures).isEmpty();
        assertThatManyWereKept("many,host=a/temp");
    }

    @Test
    void ofVersionOneItUnderstandsWhyItIsRefused() {
        try (InfluxDB client = first("wrong")) {
            client.setDatabase("telegraf");
            assertThatThrownBy(() -> client.write("m v=1"))
                    .isInstanceOf(InfluxDBException.class)
                    .hasMessageContaining("This token is not known, or was revoked.");
        }
        try (InfluxDB client = first(sender)) {
            client.setDatabase("telegraf");
            assertThatThrownBy(() -> client.write("bad v=x"))
                    .isInstanceOf(InfluxDBException.class)
                    .hasMessageContaining("unable to parse");
        }
    }
}
