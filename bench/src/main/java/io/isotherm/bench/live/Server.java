package io.isotherm.bench.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, on the first core, and what the kernel says of it. Linux alone. */
final class Server implements AutoCloseable {
    /** Cores' worth of work of others beside which a step still counts as measured alone. */
    static final double QUIET = 0.25;

    private static final double TICKS_PER_SECOND = 100;

    private final Process process;
    private final InetSocketAddress address;

    private Server(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it, and returns when it listens on the port. What it says goes to the log. */
    static Server start(List<String> command, int port, Path log) throws IOException, InterruptedException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "0"));
        pinned.addAll(command);
        Process process = new ProcessBuilder(pinned)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(address, 1_000);
                return new Server(process, address);
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    process.destroy();
                    throw new IOException("does not listen: " + command + "; see " + log, e);
                }
                Thread.sleep(50);
            }
        }
    }

    InetSocketAddress address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    /** CPU seconds so far, user and system, of all its threads. */
    double cpuSeconds() throws IOException {
        return cpuSeconds(process.pid());
    }

    static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** Megabytes that are resident now, or ({@code VmHWM}) that were at most. */
    double megabytes(String what) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith(what + ":")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        return Double.NaN;
    }

    /** Seconds that all cores together were busy so far, and (at index 1) that were stolen from this machine. */
    static double[] machine() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +", -1);
        double busy = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            busy += Long.parseLong(fields[i]);
        }
        return new double[] {busy / TICKS_PER_SECOND, Long.parseLong(fields[8]) / TICKS_PER_SECOND};
    }

    /** Waits, so many seconds at most, until this machine does little. */
    static void awaitQuiet(int seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        double[] before = machine();
        do {
            Thread.sleep(300);
            double[] now = machine();
            if (now[0] + now[1] - before[0] - before[1] < 0.3 * QUIET) {
                return;
            }
            before = now;
        } while (System.nanoTime() < end);
    }

    @Override
    public void close() {
        process.destroy();
        if (process.onExit().completeOnTimeout(null, 8, TimeUnit.SECONDS).join() == null) {
            process.destroyForcibly();
        }
    }
}
