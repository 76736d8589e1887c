package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.TraceReceiver.Sent;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.StoreException;
import io.isotherm.store.mongo.TestMongo;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a collector is told of messages, and what it never is. */
@Timeout(180)
class TracesTest {
    private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final String REASON = "zz9reason";

    @TempDir
    Path folder;

    @Test
    void aPostIsFollowedToTheCommitWithinTheTraceOfItsCaller() {
        try (TraceReceiver collector = TraceReceiver.start();
                TestServer server = start(collector, "--traces-service", "freezers")) {
            post(server, "/api/v1/readings", CALLER, "{\"sensor\":\"a/t\",\"value\":3.5}");

            Sent request = one(collector, "POST /api/v1/readings");
            assertThat(request.trace()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(request.parent()).isEqualTo("00f067aa0ba902b7");
            assertThat(request.kind()).as("server").isEqualTo(2);
            assertThat(request.attributes())
                    .containsEntry("http.request.method", "POST")
                    .containsEntry("http.route", "/api/v1/readings")
                    .containsEntry("http.response.status_code", 204L)
                    .containsEntry("isotherm.protocol", "http")
                    .containsEntry("isotherm.accepted", 1L);
            for (String name : List.of("read", "queue")) {
                Sent part = one(collector, name);
                assertThat(part.trace()).isEqualTo(request.trace());
                assertThat(part.parent()).isEqualTo(request.id());
                assertThat(part.nanos()).isBetween(0L, request.nanos());
            }
            assertThat(one(collector, "read").attributes())
                    .containsEntry("isotherm.bytes", 28L)
                    .containsEntry("isotherm.readings", 1L);

            // The commit is of many messages: another trace, and each is linked to the other.
            await("both commits").until(() -> collector.named("commit").size() == 2);
            Sent own = collector.named("commit").stream()
                    .filter(span -> span.trace().equals(request.trace()))
                    .findFirst()
                    .orElseThrow();
            Sent together = collector.named("commit").stream()
                    .filter(span -> !span.trace().equals(request.trace()))
                    .findFirst()
                    .orElseThrow();
            assertThat(own.parent()).isEqualTo(request.id());
            assertThat(own.links()).containsExactly(together.id());
            assertThat(together.parent()).isEmpty();
            assertThat(together.links()).containsExactly(request.id());
            assertThat(together.attributes())
                    .containsEntry("isotherm.messages", 1L)
                    .containsEntry("isotherm.readings", 1L)
                    .containsEntry("isotherm.repeated", 0L);
            for (String name : List.of("journal", "publish", "deliver")) {
                Sent part = one(collector, name);
                assertThat(part.trace()).as(name).isEqualTo(together.trace());
                assertThat(part.parent()).as(name).isEqualTo(together.id());
            }
            assertThat(request.of())
                    .containsEntry("service.name", "freezers")
                    .containsEntry("isotherm.roles", "ingest,live,worker")
                    .containsKeys("service.version", "service.instance.id");
        }
    }

    @Test
    void messagesOfOneCommitAreEachLinkedToIt() {
        try (TraceReceiver collector = TraceReceiver.start();
                TestServer server = start(collector)) {
            for (int i = 0; i < 20; i++) {
                post(
                        server,
                        "/api/v1/readings",
                        null,
                        "{\"sensor\":\"a/t\",\"time\":" + (1_795_000_000_000L + i) + ",\"value\":3.5}");
            }
            await("all").until(() -> collector.named("POST /api/v1/readings").size() == 20);
            await("their commits").untilAsserted(() -> {
                Set<String> linked = collector.named("commit").stream()
                        .filter(span -> span.parent().isEmpty())
                        .flatMap(span -> span.links().stream())
                        .collect(Collectors.toSet());
                assertThat(linked)
                        .isEqualTo(collector.named("POST /api/v1/readings").stream()
                                .map(Sent::id)
                                .collect(Collectors.toSet()));
            });
        }
    }

    @Test
    void noTokenOfAPathAQueryAHeaderOrABodyIsTold() {
        String mark = "zz9secret";
        try (TraceReceiver collector = TraceReceiver.start();
                TestServer server = start(collector)) {
            post(server, "/api/v1/" + mark + "/telemetry", null, "{\"temperature\":4}");
            server.post("/write?db=x&u=" + mark + "&p=" + mark, mark + " temperature=4", "text/plain");
            post(server, "/api/v1/readings?" + mark + "=" + mark, null, "{\"sensor\":\"" + mark + "\",\"value\":4}");
            post(server, "/api/v1/readings", null, "{\"" + mark);
            server.get("/api/v1/sensors/" + mark);
            server.get("/" + mark + "?" + mark);
            TestServer.send(server.request("/api/v1/sensors")
                    .header("Authorization", "Bearer " + mark)
                    .header("traceparent", CALLER.replace("4bf9", "0000"))
                    .header("tracestate", mark + "=" + mark)
                    .header("baggage", mark + "=" + mark)
                    .GET());
            TestServer.send(server.request("/api/v1/sensors")
                    .method(mark.toUpperCase(Locale.ROOT), HttpRequest.BodyPublishers.noBody()));
            publish(server, "isotherm/" + mark, mark);
            post(server, "/api/v1/readings", CALLER, "{\"sensor\":\"last\",\"value\":4}");

            await("the last one")
                    .until(() -> collector.spans().stream()
                            .anyMatch(span -> span.parent().equals("00f067aa0ba902b7")));
            assertThat(collector.spans())
                    .extracting(Sent::name)
                    .contains(
                            "POST /api/v1/:token/telemetry",
                            "POST /write",
                            "POST /api/v1/readings",
                            "GET /api/v1/sensors/:id",
                            "GET /api/v1/sensors",
                            "message");
            assertThat(collector.everything()).doesNotContainIgnoringCase(mark);
        }
    }

    @Test
    void aStrangerLeavesNoTraceAndASendersTokenIsInNone() throws IOException {
        String admin = "administrator-token-of-this-test-0123456789";
        Path file = Files.writeString(folder.resolve("admin"), admin);
        try (TraceReceiver collector = TraceReceiver.start();
                TestServer server = start(collector, "--admin-token-file", file.toString())) {
            HttpResponse<String> made = TestServer.send(server.request("/api/v1/tokens")
                    .header("Authorization", "Bearer " + admin)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"all\",\"grant\":{\"all\":true}}")));
            String token = new JsonObject(made.body()).getString("token");
            String reading = "{\"sensor\":\"a/t\",\"value\":4}";
            assertThat(post(server, "/api/v1/readings", CALLER, reading)).isEqualTo(401);
            assertThat(post(server, "/api/v1/" + token + "/telemetry", null, "{\"temperature\":4}"))
                    .isEqualTo(200);
            assertThat(server.post("/write?db=x&u=any&p=" + token, "a temperature=4", "text/plain")
                            .statusCode())
                    .isEqualTo(204);

            one(collector, "POST /api/v1/:token/telemetry");
            one(collector, "POST /write");
            one(collector, "POST /api/v1/tokens");
            assertThat(collector.named("POST /api/v1/readings")).isEmpty();
            assertThat(collector.everything()).doesNotContain(token, admin);
        }
    }

    @Test
    void anMqttMessageIsATraceOfItsOwn() {
        try (TraceReceiver collector = TraceReceiver.start();
                TestServer server = start(collector)) {
            publish(server, "isotherm/fridge", "4.3");
            Sent message = one(collector, "message");
            assertThat(message.parent()).isEmpty();
            assertThat(message.kind()).as("consumer").isEqualTo(5);
            assertThat(message.attributes())
                    .containsEntry("isotherm.protocol", "mqtt")
                    .containsEntry("isotherm.readings", 1L)
                    .containsEntry("isotherm.accepted", 1L);
            assertThat(one(collector, "queue").parent()).isEqualTo(message.id());
        }
    }

    @Test
    void commandsToMongoDbAreToldOfWithinWhatTheyAreFor() {
        try (TraceReceiver collector = TraceReceiver.start();
                TestServer server = start(collector, "--store", TestMongo.freshDatabase())) {
            post(server, "/api/v1/readings", CALLER, "{\"sensor\":\"zz9key/t\",\"value\":3.5}");
            Sent journal = one(collector, "journal");
            Sent insert = one(collector, "mongodb insert");
            assertThat(insert.parent()).isEqualTo(journal.id());
            assertThat(insert.attributes())
                    .containsOnly(Map.entry("db.system.name", "mongodb"), Map.entry("db.operation.name", "insert"));
            String sensor = server.latest().getJsonObject(0).getString("sensor");
            server.json("/api/v1/sensors/" + sensor + "/readings?from=2026-01-01T00:00:00Z&to=2100-01-01T00:00:00Z");
            Sent request = one(collector, "GET /api/v1/sensors/:id/readings");
            assertThat(collector.named("mongodb find"))
                    .anySatisfy(find -> assertThat(find.parent()).isEqualTo(request.id()));
            assertThat(collector.everything()).doesNotContain("zz9key");
        }
    }

    @Test
    void whatFailsIsToldByItsKindAlone() {
        try (TraceReceiver collector = TraceReceiver.start();
                TestServer server = TestServer.start(
                        folder.resolve("data"), TracesTest::failing, "--traces-endpoint", collector.url())) {
            post(server, "/api/v1/readings", null, "{\"sensor\":\"a/t\",\"value\":3.5}");
            Sent request = one(collector, "POST /api/v1/readings");
            assertThat(request.failed()).isTrue();
            assertThat(request.attributes())
                    .containsEntry("http.response.status_code", 503L)
                    .containsEntry("error.type", "503");
            await("both commits").until(() -> collector.named("commit").size() == 2);
            assertThat(collector.named("commit"))
                    .allSatisfy(span -> assertThat(span.attributes())
                            .containsEntry("error.type", StoreException.class.getSimpleName()));
            assertThat(collector.everything()).doesNotContain(REASON);
        }
    }

    @Test
    void aCallerThatKeepsNoTraceLeavesNoneAndNorDoesAShareOfNone() {
        try (TraceReceiver collector = TraceReceiver.start()) {
            TestServer server = start(collector, "--traces-sample", "0");
            post(server, "/api/v1/readings", CALLER.replace("-01", "-00"), "{\"sensor\":\"a/t\",\"value\":3.5}");
            post(server, "/api/v1/readings", null, "{\"sensor\":\"a/t\",\"value\":3.5}");
            post(server, "/api/v1/readings", "00-zz-zz-01", "{\"sensor\":\"a/t\",\"value\":3.5}");
            post(server, "/api/v1/readings", CALLER, "{\"sensor\":\"a/t\",\"value\":3.5}");
            assertThat(one(collector, "POST /api/v1/readings").parent()).isEqualTo("00f067aa0ba902b7");
            server.close();
            assertThat(collector.named("POST /api/v1/readings")).hasSize(1);
            assertThat(collector.named("message")).isEmpty();

            TestServer all = TestServer.start(folder.resolve("all"), "--traces-endpoint", collector.url());
            post(all, "/api/v1/readings", CALLER.replace("-01", "-00"), "{\"sensor\":\"a/t\",\"value\":3.5}");
            all.close();
            assertThat(collector.named("POST /api/v1/readings")).hasSize(1);
            assertThat(collector.named("message")).isEmpty();
        }
    }

    @Test
    void theHeadersGoWithThem() {
        try (TraceReceiver collector = TraceReceiver.start();
                TestServer server = start(collector, "--traces-headers", "Authorization=Bearer%20abc")) {
            server.get("/api/v1/sensors");
            one(collector, "GET /api/v1/sensors");
            assertThat(collector.authorizations()).containsOnly("Bearer abc");
        }
    }

    @Test
    void aCollectorThatIsAwayCostsNobodyAnythingAndIsToldOnce() {
        TraceReceiver first = TraceReceiver.start();
        int port = first.port();
        first.close();
        try (TestServer server =
                TestServer.start(folder.resolve("data"), "--traces-endpoint", "http://127.0.0.1:" + port)) {
            long begin = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                assertThat(post(server, "/api/v1/readings", null, "{\"sensor\":\"a/t\",\"value\":3.5}"))
                        .isEqualTo(204);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
            await("the condition")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> part(server).getString("condition", "").equals("collector-away"));
            assertThat(part(server).getString("detail")).contains("http://127.0.0.1:" + port);
            assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
            assertThat(server.get("/metrics").body()).containsPattern("isotherm_traces_lost_total [1-9]");

            try (TraceReceiver back = TraceReceiver.on(port)) {
                await("that it is back").atMost(Duration.ofSeconds(20)).until(() -> {
                    server.get("/api/v1/sensors");
                    return part(server).getString("state").equals("ok");
                });
                back.answer(401);
                await("that it refuses").atMost(Duration.ofSeconds(20)).until(() -> {
                    server.get("/api/v1/sensors");
                    return part(server).getString("state").equals("degraded");
                });
            }
        }
    }

    @Test
    void whatWaitsIsSentAtTheEndAndTheEndWaitsForNobody() throws Exception {
        try (TraceReceiver collector = TraceReceiver.start()) {
            try (TestServer server = start(collector)) {
                post(server, "/api/v1/readings", null, "{\"sensor\":\"a/t\",\"value\":3.5}");
            }
            assertThat(collector.named("POST /api/v1/readings")).hasSize(1);
        }
        // One that takes the connection and never answers.
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            TestServer server = TestServer.start(
                    folder.resolve("other"), "--traces-endpoint", "http://127.0.0.1:" + silent.getLocalPort());
            post(server, "/api/v1/readings", null, "{\"sensor\":\"a/t\",\"value\":3.5}");
            long begin = System.nanoTime();
            server.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void withoutACollectorNothingOfItIsLoaded() throws Exception {
        assertThat(classesOf("off"))
                .anyMatch(line -> line.contains("io.isotherm.trace.Span "))
                .noneMatch(TracesTest::isOfTraces);
        // The list would show them.
        assertThat(classesOf("on", "--traces-endpoint", "http://127.0.0.1:1")).anyMatch(TracesTest::isOfTraces);
    }

    private static boolean isOfTraces(String line) {
        return line.contains("opentelemetry") || line.contains("io.isotherm.trace.otlp");
    }

    /** What a process loads from its start over a message to its end. */
    private List<String> classesOf(String name, String... flags) throws Exception {
        Path list = folder.resolve(name + ".classes");
        try (ServerProcess process =
                ServerProcess.startWithOption("-Xlog:class+load:file=" + list, folder.resolve(name), flags)) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            process.address().resolve("/api/v1/readings"))
                    .header("Content-Type", "application/json")
                    .header("traceparent", CALLER)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"sensor\":\"a/t\",\"value\":3.5}"));
            assertThat(TestServer.send(request).statusCode()).isEqualTo(204);
            assertThat(process.stop()).isZero();
            return Files.readAllLines(list);
        }
    }

    private static ReadingStore failing(ReadingStore store) {
        return (ReadingStore) Proxy.newProxyInstance(
                ReadingStore.class.getClassLoader(), new Class<?>[] {ReadingStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("append")) {
                        throw new StoreException(REASON);
                    }
                    return method.invoke(store, arguments);
                });
    }

    private TestServer start(TraceReceiver collector, String... more) {
        String[] flags = new String[more.length + 2];
        flags[0] = "--traces-endpoint";
        flags[1] = collector.url();
        System.arraycopy(more, 0, flags, 2, more.length);
        return TestServer.start(folder.resolve("data"), flags);
    }

    private static int post(TestServer server, String path, @Nullable String parent, String body) {
        HttpRequest.Builder request = server.request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (parent != null) {
            request.header("traceparent", parent);
        }
        return TestServer.send(request).statusCode();
    }

    private static void publish(TestServer server, String topic, String payload) {
        try {
            MqttClient client =
                    new MqttClient("tcp://127.0.0.1:" + server.mqttPort(), "fridge", new MemoryPersistence());
            client.connect();
            MqttMessage message = new MqttMessage(payload.getBytes(StandardCharsets.UTF_8));
            message.setQos(1);
            client.publish(topic, message);
            client.disconnect();
            client.close();
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    private static Sent one(TraceReceiver collector, String name) {
        await(name)
                .atMost(Duration.ofSeconds(20))
                .until(() -> !collector.named(name).isEmpty());
        assertThat(collector.named(name)).as(name).hasSize(1);
        return collector.named(name).getFirst();
    }

    private static JsonObject part(TestServer server) {
        return server.json("/api/v1/status/parts").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(part -> part.getString("part").equals("traces"))
                .findFirst()
                .orElseThrow();
    }
}
