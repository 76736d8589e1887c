package io.isotherm.bench.live;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One offered load and what became of it.
 *
 * @param offered deliveries a second that were asked for
 * @param delivered deliveries a second, from the first event's time to the last delivery
 * @param lost deliveries that were missing two seconds after the last publication, or came out of order
 * @param cpu the server's CPU seconds for a million deliveries
 * @param busy the server's share of its core
 * @param generator the generator's share of its core
 * @param others cores' worth of work that was neither, and that was stolen from this machine
 */
record Step(
        double offered,
        double delivered,
        long lost,
        double p50,
        double p99,
        double cpu,
        double busy,
        double generator,
        double others,
        double megabytes) {
    static final double MOST_MILLIS = 200;

    boolean passed() {
        return lost == 0 && p99 <= MOST_MILLIS;
    }

    /** Publishes by the crowd's first client, evenly, and waits for the last delivery. */
    static Step run(Server server, Crowd crowd, Latencies latencies, double offered, double seconds)
            throws IOException {
        int clients = crowd.clients().size();
        double rate = offered / clients;
        long total = Math.max(1, Math.round(rate * seconds));
        crowd.clients().forEach(client -> {
            client.events = 0;
            client.next = -1;
            client.wrong = 0;
        });
        latencies.clear();
        long self = ProcessHandle.current().pid();
        double[] machine = Server.machine();
        double serverCpu = server.cpuSeconds();
        double ownCpu = Server.cpuSeconds(self);
        Client publisher = crowd.clients().getFirst();
        long start = Event.micros();
        long published = 0;
        while (published < total) {
            long now = Event.micros();
            publisher.cork();
            long due = start + (long) (published / rate * 1e6);
            while (published < total && due <= now) {
                publisher.publish(Event.json(due, published));
                published++;
                due = start + (long) (published / rate * 1e6);
            }
            publisher.uncork();
            crowd.turn(due - now >= 2_000 ? 1 : 0);
        }
        long wanted = total * clients;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (latencies.count() < wanted && System.nanoTime() < end) {
            crowd.turn(1);
        }
        double wall = (Event.micros() - start) / 1e6;
        double serverUsed = server.cpuSeconds() - serverCpu;
        double ownUsed = Server.cpuSeconds(self) - ownCpu;
        double[] after = Server.machine();
        long wrong = crowd.clients().stream().mapToLong(client -> client.wrong).sum();
        return new Step(
                offered,
                latencies.count() / wall,
                wanted - latencies.count() + wrong,
                latencies.percentile(0.5),
                latencies.percentile(0.99),
                serverUsed * 1e6 / latencies.count(),
                serverUsed / wall,
                ownUsed / wall,
                (after[0] - machine[0] + after[1] - machine[1] - serverUsed - ownUsed) / wall,
                server.megabytes("VmRSS"));
    }

    static final String HEADER =
            "offered/s  delivered/s   lost   p50 ms   p99 ms  CPU s/M  server  gen.  others  RSS MB";

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%9.0f %12.0f %6d %8.1f %8.1f %8.2f %6.0f%% %4.0f%% %6.0f%% %7.0f",
                offered,
                delivered,
                lost,
                p50,
                p99,
                cpu,
                busy * 100,
                generator * 100,
                others * 100,
                megabytes);
    }
}
