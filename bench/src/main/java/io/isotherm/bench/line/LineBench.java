package io.isotherm.bench.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many readings a second servers take in line protocol, and what CPU it takes them: the same requests, made before,
 * to each in turn, a few connections at a time, each request answered before its connection's next one. Afterwards the
 * server is asked how many there are. CPU seconds are the server's, from the first request until it rests.
 */
public final class LineBench {
    private LineBench() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 6) {
            System.err.println("usage: LineBench ours,victoria,influx SERIES MILLIONS plain|gzip CONNECTIONS ROUNDS");
            System.exit(2);
        }
        int series = Integer.parseInt(args[1]);
        int readings = Integer.parseInt(args[2]) * 1_000_000;
        int connections = Integer.parseInt(args[4]);
        // In the past as a whole, and ended now, as a client that was away for a while sends it.
        long start = Instant.now().toEpochMilli() / 1_000 * 1_000 - (readings / series + 60) * 1_000L;
        List<byte[]> requests = LineBodies.requests(series, readings, start, args[3].equals("gzip"));
        long bytes = requests.stream().mapToLong(request -> request.length).sum();
        System.out.printf(
                Locale.ROOT,
                "%d readings of %d series in %d requests (%s, %.1f bytes a reading), %d connections%n",
                readings,
                series,
                requests.size(),
                args[3],
                (double) bytes / readings,
                connections);
        for (int round = 0; round < Integer.parseInt(args[5]); round++) {
            for (String name : args[0].split(",", -1)) {
                run(name, requests, readings, start, connections);
            }
        }
    }

    private static void run(String name, List<byte[]> requests, int readings, long start, int connections)
            throws Exception {
        Path folder = Files.createTempDirectory("line-bench");
        try (LineServer server = LineServer.start(name, folder)) {
            // The first half warms up: code that is compiled as it runs, caches, files.
            int warm = requests.size() / 2;
            int counted = readings - warm * LineBodies.LINES;
            long cold = System.nanoTime();
            double coldBefore = server.cpuSeconds();
            AtomicLong failed = send(server.port, requests.subList(0, warm), connections);
            double coldSeconds = (System.nanoTime() - cold) / 1e9;
            double coldCpu = rest(server) - coldBefore;
            double before = server.cpuSeconds();
            double others = machineSeconds();
            long began = System.nanoTime();
            failed.addAndGet(send(server.port, requests.subList(warm, requests.size()), connections)
                    .get());
            double seconds = (System.nanoTime() - began) / 1e9;
            double acknowledged = server.cpuSeconds() - before;
            others = machineSeconds() - others - acknowledged;
            double rested = rest(server) - before;
            long stored = server.count(start - 1_000, Instant.now().toEpochMilli());
            System.out.printf(
                    Locale.ROOT,
                    "%-9s %,10.0f readings/s  CPU s a million: %.3f acknowledged, %.3f at rest (first half: %,.0f/s,"
                            + " %.3f)  peak %d MB  stored %d %s  failed requests %d  others %.1f cores, load %.1f%n",
                    name,
                    counted / seconds,
                    acknowledged / counted * 1e6,
                    rested / counted * 1e6,
                    (readings - counted) / coldSeconds,
                    coldCpu / (readings - counted) * 1e6,
                    server.peakMegabytes(),
                    stored,
                    stored == readings ? "(all)" : "(MISSING " + (readings - stored) + ")",
                    failed.get(),
                    others / seconds,
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        } finally {
            LineServer.delete(folder);
        }
    }

    // Until a second goes by with hardly any work, for a minute at most.
    private static double rest(LineServer server) throws InterruptedException {
        double last = server.cpuSeconds();
        for (int i = 0; i < 60; i++) {
            TimeUnit.SECONDS.sleep(1);
            double now = server.cpuSeconds();
            if (i >= 5 && now - last < 0.03) {
                return now;
            }
            last = now;
        }
        return last;
    }

    private static AtomicLong send(int port, List<byte[]> requests, int connections) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicLong failed = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int c = 0; c < connections; c++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setTcpNoDelay(true);
                    byte[] answer = new byte[65_536];
                    for (int i = next.getAndIncrement(); i < requests.size(); i = next.getAndIncrement()) {
                        socket.getOutputStream().write(requests.get(i));
                        expectKept(socket.getInputStream(), answer);
                    }
                } catch (IOException e) {
                    System.err.println("a connection ended: " + e);
                    failed.incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return failed;
    }

    // 204 has no body: its end is the empty line.
    private static void expectKept(InputStream in, byte[] answer) throws IOException {
        int size = 0;
        while (size < 4 || !new String(answer, size - 4, 4, ISO_8859_1).equals("\r\n\r\n")) {
            int read = in.read(answer, size, answer.length - size);
            if (read <= 0) {
                throw new IOException("no whole answer: " + new String(answer, 0, size, ISO_8859_1));
            }
            size += read;
        }
        if (!new String(answer, 0, 12, ISO_8859_1).equals("HTTP/1.1 204")) {
            throw new IOException(new String(answer, 0, Math.min(size, 300), ISO_8859_1));
        }
    }

    /** CPU seconds that all programs of the machine took (proc(5), stat: user, nice, system, of all cores). */
    private static double machineSeconds() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
        return Arrays.stream(fields, 1, 4).mapToLong(Long::parseLong).sum() / 100.0;
    }
}
