package io.isotherm.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How long a reading takes from the moment its POST begins until its frame is read from a subscribed socket, durable
 * commit included. Each reading's value is the microsecond it was sent at, so sender and receiver, in one process, share
 * a clock.
 *
 * <p>Run against a server that does nothing else: see bench/README.md.
 */
public final class LiveLatency {
    private static final int MOST_IN_FLIGHT = 256;

    private final URI server;
    private final int rate;
    private final int batch;
    private final int seconds;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final long start = System.nanoTime();
    private final long[] micros;
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    private LiveLatency(URI server, int rate, int batch, int seconds) {
        this.server = server;
        this.rate = rate;
        this.batch = batch;
        this.seconds = seconds;
        micros = new long[rate * seconds];
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println(
                    "usage: LiveLatency http://127.0.0.1:PORT READINGS_PER_SECOND READINGS_PER_POST SECONDS");
            System.exit(2);
        }
        new LiveLatency(
                        URI.create(args[0]),
                        Integer.parseInt(args[1]),
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]))
                .run();
    }

    private void run() throws Exception {
        send(0, new Semaphore(MOST_IN_FLIGHT), true).join();
        Subscriber subscriber = new Subscriber();
        URI socket = URI.create("ws" + server.toString().substring(4) + "/socket.io/?EIO=4&transport=websocket");
        WebSocket connection =
                http.newWebSocketBuilder().buildAsync(socket, subscriber).get(5, TimeUnit.SECONDS);
        subscriber.subscribed.get(5, TimeUnit.SECONDS);

        // The first quarter warms up and is not counted.
        int posts = rate * seconds / batch;
        int warmUp = posts / 4;
        Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
        long nanosPerPost = TimeUnit.SECONDS.toNanos(1) * batch / rate;
        long first = System.nanoTime();
        for (int i = 0; i < posts; i++) {
            if (i == warmUp) {
                subscriber.counting = true;
            }
            long due = first + i * nanosPerPost;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            var _ = send(i, inFlight, false);
        }
        inFlight.acquire(MOST_IN_FLIGHT);
        Thread.sleep(500);
        connection.abort();
        report(posts - warmUp);
    }

    private CompletableFuture<Void> send(int post, Semaphore inFlight, boolean create) throws InterruptedException {
        inFlight.acquire();
        StringBuilder body = new StringBuilder("[");
        for (int i = 0; i < (create ? 1_000 : batch); i++) {
            int sensor = create ? i : (int) (((long) post * batch + i) % 1_000);
            body.append(i == 0 ? "" : ",")
                    .append("{\"quantity\":\"other\",\"sensor\":\"bench/")
                    .append(sensor)
                    .append("\",\"value\":")
                    .append(create ? 0 : now())
                    .append('}');
        }
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/v1/readings"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.append(']').toString()))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).handle((response, failure) -> {
            inFlight.release();
            if (failure != null || response.statusCode() != 204) {
                failed.incrementAndGet();
                if (create) {
                    throw new IllegalStateException("POST failed: " + (failure != null ? failure : response.body()));
                }
            }
            return null;
        });
    }

    private long now() {
        return (System.nanoTime() - start) / 1_000;
    }

    private void report(int posts) throws IOException {
        int count = (int) Math.min(seen.get(), micros.length);
        long[] sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%d readings/s, %d a POST: %d of %d readings seen, %d POSTs failed; "
                        + "latency ms p50 %.1f p90 %.1f p99 %.1f max %.1f%n",
                rate,
                batch,
                seen.get(),
                (long) posts * batch,
                failed.get(),
                percentile(sorted, 0.50),
                percentile(sorted, 0.90),
                percentile(sorted, 0.99),
                percentile(sorted, 1));
    }

    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1] / 1_000.0;
    }

    /** Speaks as much of Engine.IO 4 and Socket.IO 5 as a subscription to everything needs. */
    private final class Subscriber implements WebSocket.Listener {
        final CompletableFuture<Void> subscribed = new CompletableFuture<>();
        volatile boolean counting;
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String packet = text.toString();
                text.setLength(0);
                take(socket, packet);
            }
            socket.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            subscribed.completeExceptionally(error);
        }

        private void take(WebSocket socket, String packet) {
            if (packet.startsWith("0")) {
                var _ = socket.sendText("40", true);
            } else if (packet.startsWith("40")) {
                var _ = socket.sendText("420[\"subscribe\",{\"all\":true,\"mode\":\"every\",\"interval\":20}]", true);
            } else if (packet.equals("2")) {
                var _ = socket.sendText("3", true);
            } else if (packet.startsWith("430")) {
                subscribed.complete(null);
            } else if (packet.startsWith("42[\"readings\"") && counting) {
                long now = now();
                int from = packet.indexOf("\"v\":[") + 5;
                for (String value :
                        packet.substring(from, packet.indexOf(']', from)).split(",", -1)) {
                    int index = (int) seen.getAndIncrement();
                    if (index < micros.length) {
                        micros[index] = now - (long) Double.parseDouble(value);
                    }
                }
            }
        }
    }
}
