package io.isotherm.bench.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** 200 clients, of whom 100 stop to read; 8 KB go to all 50 times a second, for so many seconds. */
public final class Slow {
    private static final int EACH = 100;
    private static final int RATE = 50;

    private Slow() {}

    public static void main(String[] args) throws Exception {
        int seconds = Integer.parseInt(args[0]);
        Latencies latencies = new Latencies();
        Path log = Files.createTempFile("slow", ".log");
        try (Server server = Server.start(FanOut.ours(18_300, List.of()), 18_300, log);
                Crowd crowd = new Crowd(server.address())) {
            crowd.connect(2 * EACH, 64, () -> new SocketIoClient(latencies), 60);
            List<Client> healthy = crowd.clients().subList(0, EACH);
            publish(crowd, 5);
            latencies.clear();
            healthy.forEach(client -> client.events = 0);
            report("nobody stalls", server, latencies, 0, 0);
            crowd.clients().subList(EACH, 2 * EACH).forEach(Client::stall);
            for (int i = 0; i < seconds; i += 5) {
                long wanted = publish(crowd, 5) * EACH;
                long got = healthy.stream().mapToLong(client -> client.events).sum();
                report(i + 5 + " s", server, latencies, wanted, got);
                latencies.clear();
                healthy.forEach(client -> client.events = 0);
            }
        }
    }

    private static long publish(Crowd crowd, int seconds) throws IOException {
        String padding = "x".repeat(8_000);
        long start = System.nanoTime();
        long count = (long) RATE * seconds;
        for (long i = 0; i < count; i++) {
            long due = start + i * TimeUnit.SECONDS.toNanos(1) / RATE;
            while (System.nanoTime() < due) {
                crowd.turn(1);
            }
            String event = new String(Event.json(due / 1_000, i), US_ASCII);
            crowd.clients()
                    .getFirst()
                    .publish((event.substring(0, event.length() - 1) + ",\"x\":\"" + padding + "\"}")
                            .getBytes(US_ASCII));
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
        while (System.nanoTime() < end) {
            crowd.turn(1);
        }
        return count;
    }

    private static void report(String when, Server server, Latencies latencies, long wanted, long got)
            throws IOException, InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "%-14s resident %.0f MB, heap %.1f MB; healthy clients: %d of %d events, p50 %.1f ms, p99 %.1f ms%n",
                when,
                server.megabytes("VmRSS"),
                Heap.kilobytes(server) / 1024.0,
                got,
                wanted,
                latencies.percentile(0.5),
                latencies.percentile(0.99));
    }
}
