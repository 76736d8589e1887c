package io.isotherm.bench.live;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What connections cost that do nothing: heap after a full collection and resident memory, before and after. Argument: how
 * many connections. The generator and the server need a file each for every one: see {@code ulimit -n}.
 */
public final class Idle {
    private Idle() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        Path log = Files.createTempFile("idle", ".log");
        Latencies latencies = new Latencies();
        try (Server server = Server.start(FanOut.ours(18_200, List.of()), 18_200, log)) {
            // Classes, buffers and pools that one of many needs, too.
            try (Crowd warm = new Crowd(server.address())) {
                warm.connect(200, 64, () -> new SocketIoClient(latencies), 60);
            }
            Thread.sleep(3_000);
            long heap = Heap.kilobytes(server);
            double resident = server.megabytes("VmRSS");
            try (Crowd crowd = new Crowd(server.address())) {
                long start = System.nanoTime();
                crowd.connect(count, 64, () -> new SocketIoClient(latencies), 120);
                double seconds = (System.nanoTime() - start) / 1e9;
                double connecting = server.megabytes("VmHWM");
                long full = Heap.kilobytes(server);
                // For a round of heartbeats.
                long end = System.nanoTime() + 30_000_000_000L;
                double cpu = server.cpuSeconds();
                while (System.nanoTime() < end) {
                    crowd.turn(100);
                }
                System.out.printf(
                        Locale.ROOT,
                        "%d connections in %.1f s, %d lost: heap %.1f -> %.1f MB, %.2f KB each; resident %.0f -> %.0f MB"
                                + " (at most %.0f while connecting), %.2f KB each; CPU %.2f s in 30 s%n",
                        count,
                        seconds,
                        crowd.lost(),
                        heap / 1024.0,
                        full / 1024.0,
                        (full - heap) / (double) count,
                        resident,
                        server.megabytes("VmRSS"),
                        connecting,
                        (server.megabytes("VmRSS") - resident) * 1024 / count,
                        server.cpuSeconds() - cpu);
            }
        }
    }
}
