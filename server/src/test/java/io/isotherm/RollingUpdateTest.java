package io.isotherm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.store.mongo.TestMongo;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that take readings in are replaced one after the other, as an upgrade does it, while a gateway asks them every
 * moment whether they are ready: senders see nothing of it, what a process has begun is answered, and its successor finds
 * its folder.
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
    private final AtomicInteger turn = new AtomicInteger();
    private final List<URI> servers = new CopyOnWriteArrayList<>();
    private volatile List<URI> ready = List.of();
    private volatile boolean ended;

    private ServerProcess ingest(String name) throws IOException {
        return ServerProcess.start(
                folder.resolve(name), "--store", store, "--roles", "ingest", "--mqtt-port", "0", "--drain", "3s");
    }

    @Test
    void noSenderSeesIt() throws Exception {
        ServerProcess first = ingest("in-0");
        ServerProcess second = ingest("in-1");
        servers.add(first.address());
        servers.add(second.address());
        look();
        Thread gateway = Thread.ofVirtual().start(this::lookOnAndOn);
        AtomicInteger messages = new AtomicInteger();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int sender = i;
            senders.add(Thread.ofVirtual().start(() -> send(sender, messages)));
        }
        try {
            afterSome(messages);
            replace(first, servers.getFirst());
            first = ingest("in-0");
            servers.add(first.address());
            awaitReady(servers.getLast());
            replace(second, servers.getFirst());
            second = ingest("in-1");
            servers.add(second.address());
            awaitReady(servers.getLast());
            afterSome(messages);
        } finally {
            ended = true;
            gateway.join();
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
                JsonObject buckets = live.json("/api/v1/sensors/" + ((JsonObject) sensor).getString("id")
                        + "/readings?from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z");
                for (Object count : buckets.getJsonArray("count")) {
                    stored += ((Number) count).longValue();
                }
            }
            assertThat(stored).as("and one sensor more, of what had begun").isEqualTo(sent.get() + READINGS);
        }
    }

    private void replace(ServerProcess old, URI from) throws Exception {
        try (Socket late = new Socket(from.getHost(), from.getPort())) {
            String body = body(SENDERS, 0);
            String head = "POST /api/v1/readings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n";
            int half = body.length() / 2;
            late.getOutputStream().write((head + body.substring(0, half)).getBytes(US_ASCII));
            old.terminate();
            await("the gateway knows it").atMost(Duration.ofSeconds(30)).until(() -> !ready.contains(from));
            late.getOutputStream().write(body.substring(half).getBytes(US_ASCII));
            late.setSoTimeout(20_000);
            byte[] answer = late.getInputStream().readNBytes("HTTP/1.1 204".length());
            assertThat(new String(answer, US_ASCII)).as("what had begun").isEqualTo("HTTP/1.1 204");
        }
        assertThat(old.exit()).isZero();
        servers.remove(from);
    }

    private void awaitReady(URI server) {
        await("the gateway knows the new one").atMost(Duration.ofSeconds(30)).until(() -> ready.contains(server));
    }

    private void lookOnAndOn() {
        while (!ended) {
            look();
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private void look() {
        ready = servers.stream().filter(RollingUpdateTest::isReady).toList();
    }

    private static boolean isReady(URI server) {
        try {
            return TestServer.send(HttpRequest.newBuilder(server.resolve("/health/ready")))
                            .statusCode()
                    == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
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

    private static void afterSome(AtomicInteger messages) {
        int before = messages.get();
        await("messages are sent").until(() -> messages.get() >= before + BEFORE);
    }

    private void send(int sender, AtomicInteger messages) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (long time = 0; !ended; time += READINGS) {
            String body = body(sender, time);
            messages.incrementAndGet();
            List<URI> now = ready;
            URI to = now.get(Math.floorMod(turn.incrementAndGet(), now.size()));
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
            }
        }
    }
}
