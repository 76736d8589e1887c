package io.isotherm.bench.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server's memory does while more comes than it can take: connections that send line protocol as fast as they are
 * answered, whatever the answer, with no regard to {@code Retry-After}. Every reading has a time of its own, so that in
 * the end as many must be stored as were acknowledged. With a limit of readings a second, which all connections share as
 * they come from one address: what it costs to turn the rest away.
 */
public final class FloodBench {
    private static final int SERIES = 100;
    private static final int TIMES = 50;
    private static final int LINES = SERIES * TIMES;

    private final int port;
    private final long firstSecond = Instant.now().getEpochSecond() - 40_000_000;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong turnedAway = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();

    private FloodBench(int port) {
        this.port = port;
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 2 || args.length > 3) {
            System.err.println("usage: FloodBench CONNECTIONS SECONDS [LIMIT]");
            System.exit(2);
        }
        int connections = Integer.parseInt(args[0]);
        int seconds = Integer.parseInt(args[1]);
        Path folder = Files.createTempDirectory("flood-bench");
        String[] limit = args.length == 3 ? new String[] {"--limit-readings", args[2]} : new String[0];
        try (LineServer server = LineServer.start("ours", folder, limit)) {
            new FloodBench(server.port).run(server, connections, seconds);
        } finally {
            LineServer.delete(folder);
        }
    }

    private void run(LineServer server, int connections, int seconds) throws Exception {
        double cpuBefore = server.cpuSeconds();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> threads = new ArrayList<>();
        for (int c = 0; c < connections; c++) {
            String host = "flood-" + c;
            threads.add(Thread.ofPlatform().start(() -> send(host, end)));
        }
        System.out.println("   s  acknowledged/s  offered/s  resident MB  heap MB");
        long began = System.nanoTime();
        int step = Math.max(1, seconds / 20);
        long acknowledgedBefore = 0;
        long offeredBefore = 0;
        for (int at = step; at <= seconds; at += step) {
            TimeUnit.NANOSECONDS.sleep(began + TimeUnit.SECONDS.toNanos(at) - System.nanoTime());
            long taken = acknowledged.get();
            long offered = taken + turnedAway.get();
            System.out.printf(
                    Locale.ROOT,
                    "%4d %,15d %,10d %12d %8d%n",
                    at,
                    (taken - acknowledgedBefore) / step,
                    (offered - offeredBefore) / step,
                    server.residentMegabytes(),
                    heapMegabytes(server));
            acknowledgedBefore = taken;
            offeredBefore = offered;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double cpu = server.cpuSeconds() - cpuBefore;
        System.out.printf(
                Locale.ROOT,
                "%.1f CPU s of the server, %.3f for a million readings that were offered%n",
                cpu,
                cpu * 1e6 / (acknowledged.get() + turnedAway.get()));
        long stored = server.count(firstSecond * 1_000, Instant.now().toEpochMilli());
        System.out.printf(
                Locale.ROOT,
                "%,d readings acknowledged, %,d turned away, %d connections broken; stored %,d %s; peak %d MB,"
                        + " %.0f CPU s%n",
                acknowledged.get(),
                turnedAway.get(),
                broken.get(),
                stored,
                stored == acknowledged.get() ? "(all)" : "(DIFFERENT)",
                server.peakMegabytes(),
                server.cpuSeconds());
    }

    private static long heapMegabytes(LineServer server) throws IOException, InterruptedException {
        long bytes = 0;
        Matcher used = Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\".* ([0-9.E+]+)$")
                .matcher(server.get("/metrics"));
        while (used.find()) {
            bytes += (long) Double.parseDouble(used.group(1));
        }
        return bytes >> 20;
    }

    private void send(String host, long end) {
        StringBuilder lines = new StringBuilder();
        int[] places = new int[LINES];
        for (int i = 0; i < LINES; i++) {
            lines.append("temp,host=").append(host).append(",sensor=").append(i % SERIES);
            lines.append(" temp=").append(i % 30).append(".5 ");
            places[i] = lines.length();
            // Ten digits of seconds, then the time within the second.
            lines.append("0000000000").append(String.format(Locale.ROOT, "%03d000000\n", i / SERIES * 20));
        }
        byte[] head = ("POST /api/v2/write?bucket=flood HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
                        + lines.length() + "\r\n\r\n")
                .getBytes(ISO_8859_1);
        byte[] request = Arrays.copyOf(head, head.length + lines.length());
        System.arraycopy(lines.toString().getBytes(ISO_8859_1), 0, request, head.length, lines.length());
        long second = firstSecond;
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                while (System.nanoTime() < end) {
                    byte[] digits = Long.toString(second++).getBytes(ISO_8859_1);
                    for (int place : places) {
                        System.arraycopy(digits, 0, request, head.length + place, digits.length);
                    }
                    socket.getOutputStream().write(request);
                    String answer = answer(in);
                    if (answer.startsWith("HTTP/1.1 204")) {
                        acknowledged.addAndGet(LINES);
                    } else if (answer.startsWith("HTTP/1.1 503") || answer.startsWith("HTTP/1.1 429")) {
                        turnedAway.addAndGet(LINES);
                    } else {
                        throw new IOException(answer);
                    }
                }
            } catch (IOException e) {
                if (broken.incrementAndGet() < 10) {
                    System.err.println("a connection ended: " + e);
                }
            }
        }
    }

    /** The head of an answer; its body is read and thrown away. */
    private static String answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole answer: " + head);
            }
            head.append((char) next);
        }
        Matcher length = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)").matcher(head);
        if (length.find()) {
            in.skipNBytes(Long.parseLong(length.group(1)));
        }
        return head.toString();
    }
}
