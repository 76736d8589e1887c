package io.isotherm.bench.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Pages of the full monitoring server that watch all sensors.
 *
 * <pre>
 * Pages latency JAR PAGES SENSORS INTERVAL ROUNDS   every sensor sends once a second, for two seconds a round, then there
 *                                                   is a second of quiet: how old what pages get is
 * Pages storm JAR PAGES SENSORS                     the server is restarted: when all pages are live again
 *   JAR the server, with its libraries in lib beside it
 * </pre>
 */
public final class Pages {
    private static final int PORT = 18_400;
    private static final int A_POST = 100;

    private final Lateness lateness = new Lateness();
    private final Path data = Files.createTempDirectory("pages");
    private final String jar;

    private Pages(String jar) throws IOException {
        this.jar = jar;
    }

    public static void main(String[] args) throws Exception {
        int pages = Integer.parseInt(args[2]);
        int sensors = Integer.parseInt(args[3]);
        Pages bench = new Pages(args[1]);
        if (args[0].equals("latency")) {
            bench.latency(pages, sensors, Integer.parseInt(args[4]), Integer.parseInt(args[5]));
        } else {
            bench.storm(pages, sensors);
        }
    }

    private Server start() throws IOException, InterruptedException {
        return Server.start(
                List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        jar,
                        "run",
                        "--data",
                        data.toString(),
                        "--host-sensors",
                        "off",
                        "--http-port",
                        "" + PORT,
                        "--mqtt-port",
                        "0"),
                PORT,
                data.resolveSibling(data.getFileName() + ".log"));
    }

    private void latency(int pages, int sensors, int interval, int rounds) throws Exception {
        try (Server server = start();
                Sender sender = new Sender(server, sensors);
                Crowd crowd = new Crowd(server.address())) {
            sender.create();
            crowd.connect(pages, 16, () -> new PageClient(interval, lateness), 60);
            for (int round = 0; round < rounds; round++) {
                if (round == 2) {
                    lateness.clear(); // warm
                }
                double cpu = server.cpuSeconds();
                double own = Server.cpuSeconds(ProcessHandle.current().pid());
                double[] machine = Server.machine();
                double wall = round(crowd, sender);
                double[] after = Server.machine();
                double used = server.cpuSeconds() - cpu;
                double generator = Server.cpuSeconds(ProcessHandle.current().pid()) - own;
                System.out.printf(
                        Locale.ROOT,
                        "round %d: server %.0f%%, generator %.0f%%, others %.0f%% of a core%n",
                        round + 1,
                        100 * used / wall,
                        100 * generator / wall,
                        100 * (after[0] + after[1] - machine[0] - machine[1] - used - generator) / wall);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d pages, %d sensors, interval %d ms: %d frames, %d pages lost; first after a quiet time, posted to"
                            + " page: p50 %.1f p99 %.1f max %.1f ms (%d); oldest reading of a frame: p50 %.1f p99 %.1f"
                            + " max %.1f ms; resident %.0f MB%n",
                    pages,
                    sensors,
                    interval,
                    lateness.frames(),
                    crowd.lost(),
                    lateness.first().percentile(0.5),
                    lateness.first().percentile(0.99),
                    lateness.first().percentile(1),
                    lateness.first().count(),
                    lateness.later().percentile(0.5),
                    lateness.later().percentile(0.99),
                    lateness.later().percentile(1),
                    server.megabytes("VmRSS"));
        }
    }

    /** Two seconds of readings and a second of none; returns how long it took. */
    private static double round(Crowd crowd, Sender sender) throws IOException {
        long start = System.nanoTime();
        long posts = 2L * sender.sensors / A_POST;
        for (long i = 0; i < posts; i++) {
            long due = start + i * TimeUnit.SECONDS.toNanos(2) / posts;
            while (System.nanoTime() < due) {
                crowd.turn(1);
                sender.drain();
            }
            sender.post((int) (i * A_POST % sender.sensors), due / 1_000);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (System.nanoTime() < end) {
            crowd.turn(1);
            sender.drain();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void storm(int pages, int sensors) throws Exception {
        try (Server server = start();
                Sender sender = new Sender(server, sensors)) {
            sender.create();
        }
        for (int i = 0; i < 3; i++) {
            long before = System.nanoTime();
            try (Server server = start();
                    Crowd crowd = new Crowd(server.address())) {
                long listening = System.nanoTime();
                crowd.connect(pages, pages, () -> new PageClient(200, lateness), 120);
                long live = System.nanoTime();
                System.out.printf(
                        Locale.ROOT,
                        "restart %d: listens after %.2f s, %d pages live %.2f s later (snapshots of %d bytes); CPU %.1f s,"
                                + " resident at most %.0f MB%n",
                        i + 1,
                        (listening - before) / 1e9,
                        pages,
                        (live - listening) / 1e9,
                        ((PageClient) crowd.clients().getLast()).snapshotBytes(),
                        server.cpuSeconds(),
                        server.megabytes("VmHWM"));
            }
        }
    }

    /** Posts readings by one connection, without waiting for answers. */
    private static final class Sender implements AutoCloseable {
        final int sensors;
        private final SocketChannel channel;
        private final ByteBuffer answers = ByteBuffer.allocate(1 << 16);

        Sender(Server server, int sensors) throws IOException {
            this.sensors = sensors;
            channel = SocketChannel.open(server.address());
        }

        /** Lets the server know the sensors. */
        void create() throws IOException, InterruptedException {
            channel.configureBlocking(true);
            for (int i = 0; i < sensors; i += A_POST) {
                post(i, 0);
                answers.clear();
                channel.read(answers);
                String answer = new String(answers.array(), 0, answers.position(), US_ASCII);
                if (!answer.startsWith("HTTP/1.1 204")) {
                    throw new IOException("not taken: " + answer);
                }
            }
            channel.configureBlocking(false);
            Thread.sleep(2_000); // until the catalogue's news are told
        }

        void post(int from, long value) throws IOException {
            StringBuilder body = new StringBuilder(A_POST * 64).append('[');
            for (int i = from; i < from + A_POST; i++) {
                body.append(i == from ? "" : ",")
                        .append("{\"quantity\":\"other\",\"sensor\":\"bench/")
                        .append(i)
                        .append("\",\"value\":")
                        .append(value)
                        .append('}');
            }
            body.append(']');
            String request = "POST /api/v1/readings HTTP/1.1\r\nHost: 127.0.0.1:" + PORT
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        void drain() throws IOException {
            answers.clear();
            channel.read(answers);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
