package io.isotherm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.store.mongo.TestMongo;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that take readings in are replaced one after the other, as an upgrade does it: whoever sends is led away from
 * one, what it has begun is still under way when it is told to stop, and its successor finds its folder.
 */
class RollingUpdateTest {
    private static final int SENDERS = 8;
    private static final int READINGS = 1_000;
    private static final int BEFORE = 3;

    @TempDir
    Path folder;

    private final String store = TestMongo.freshDatabase();
    private final AtomicLong sent = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Map<URI, AtomicInteger> underWay = new ConcurrentHashMap<>();
    private volatile URI target = URI.create("http://127.0.0.1:1");
    private volatile boolean ended;

    private ServerProcess ingest(String name) throws IOException {
        return ServerProcess.start(folder.resolve(name), "--store", store, "--roles", "ingest", "--mqtt-port", "0");
    }

    @Test
    void noSenderSeesIt() throws Exception {
        ServerProcess first = ingest("in-0");
        ServerProcess second = ingest("in-1");
        target = first.address();
        URI other = second.address();
        Phaser messages = new Phaser(1);
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int sender = i;
            senders.add(Thread.ofVirtual().start(() -> send(sender, messages)));
        }
        try {
            afterSome(messages);
            replace(first, target, other, messages);
            first = ingest("in-0");
            URI back = first.address();
            replace(second, other, back, messages);
            second = ingest("in-1");
            second.address();
            afterSome(messages);
        } finally {
            ended = true;
            for (Thread sender : senders) {
                sender.join();
            }
            first.close();
            second.close();
        }
        assertThat(failures).isEmpty();
        assertThat(sent.get()).isGreaterThan(SENDERS * READINGS);
        try (TestServer live = TestServer.start(folder.resolve("live"), "--store", store, "--roles", "live")) {
            long stored = 0;
            JsonArray sensors = live.json("/api/v1/sensors").getJsonArray("items");
            for (Object sensor : sensors) {
                stored += live.raw(((JsonObject) sensor).getString("id"))
                        .getJsonArray("t")
                        .size();
            }
            assertThat(stored).as("and one sensor more, of what had begun").isEqualTo(sent.get() + READINGS);
        }
    }

    private void replace(ServerProcess old, URI from, URI other, Phaser messages) throws Exception {
        target = other;
        // So long does a gateway need to hear of it.
        await("nobody sends there")
                .atMost(Duration.ofSeconds(30))
                .until(() -> underWay(from).get() == 0);
        try (Socket late = new Socket(from.getHost(), from.getPort())) {
            String body = body(SENDERS, 0);
            String head = "POST /api/v1/readings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n";
            int half = body.length() / 2;
            late.getOutputStream().write((head + body.substring(0, half)).getBytes(US_ASCII));
            // Each event loop has looked at its connections since.
            for (int i = 0; i < 16; i++) {
                TestServer.send(HttpRequest.newBuilder(from.resolve("/health/live")));
            }
            old.terminate();
            late.getOutputStream().write(body.substring(half).getBytes(US_ASCII));
            late.setSoTimeout(20_000);
            byte[] answer = late.getInputStream().readNBytes("HTTP/1.1 204".length());
            assertThat(new String(answer, US_ASCII)).as("what had begun").isEqualTo("HTTP/1.1 204");
        }
        assertThat(old.exit()).isZero();
        afterSome(messages);
    }

    private AtomicInteger underWay(URI server) {
        return underWay.computeIfAbsent(server, _ -> new AtomicInteger());
    }

    private static String body(int sender, long time) {
        StringBuilder body = new StringBuilder("[");
        for (int i = 0; i < READINGS; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"sensor\":\"s")
                    .append(sender)
                    .append("/t\",\"value\":20.5,\"time\":")
                    .append(1_790_000_000_000L + time + i)
                    .append('}');
        }
        return body.append(']').toString();
    }

    private static void afterSome(Phaser messages) {
        for (int i = 0; i < BEFORE; i++) {
            messages.awaitAdvance(messages.getPhase());
        }
    }

    private void send(int sender, Phaser messages) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (long time = 0; !ended; time += READINGS) {
            String body = body(sender, time);
            messages.arrive();
            URI to = target;
            underWay(to).incrementAndGet();
            if (!to.equals(target)) {
                // It was led away in between.
                underWay(to).decrementAndGet();
                time -= READINGS;
                continue;
            }
            HttpRequest request = HttpRequest.newBuilder(to.resolve("/api/v1/readings"))
                    .timeout(Duration.ofSeconds(30))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            try {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 204) {
                    sent.addAndGet(READINGS);
                } else {
                    failures.add(request.uri() + " " + answer.statusCode() + " " + answer.body());
                }
            } catch (IOException e) {
                failures.add(request.uri() + " " + e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                underWay(to).decrementAndGet();
            }
        }
    }
}
