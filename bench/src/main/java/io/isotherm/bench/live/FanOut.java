package io.isotherm.bench.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One event to many clients: this module, Node's socket.io and nats-server's WebSocket, in one run, each in a process of
 * its own on the first core, the generator on the second. Loads are stepped up until events are late (p99 above 200 ms)
 * or lost, in turns.
 *
 * <pre>
 * taskset -c 1 java … FanOut SERVERS CLIENTS REPETITIONS [LOAD,LOAD…]
 *   SERVERS   of ours, nio, uring, other, node, nats, with commas
 *   CLIENTS   500, or 500,2000
 *   LOAD      thousands of deliveries a second
 * System properties: bench.node and bench.nats, the folder of the Node server and the path of nats-server;
 * bench.ours, more options of our server's virtual machine; bench.other, the class path of another build of ours
 * </pre>
 */
public final class FanOut {
    private static final double SECONDS = 2;
    private static final int QUIET_SECONDS = 3;
    private static final int MOST_TRIES = 4;
    private static final double[] LOADS = {
        50, 100, 200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800, 2_000, 2_500, 3_000
    };

    private final Path logs;
    private final Latencies latencies = new Latencies();
    private final Map<String, List<Step>> passed = new LinkedHashMap<>();

    private FanOut(Path logs) {
        this.logs = logs;
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 3) {
            System.err.println("usage: FanOut ours,nio,uring,node,nats CLIENTS[,CLIENTS] REPETITIONS [LOAD,LOAD…]");
            System.exit(2);
        }
        double[] loads = args.length > 3
                ? Arrays.stream(args[3].split(",", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray()
                : LOADS;
        int[] clients = Arrays.stream(args[1].split(",", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        new FanOut(Files.createTempDirectory("fan-out"))
                .run(List.of(args[0].split(",", -1)), clients, Integer.parseInt(args[2]), loads);
    }

    private void run(List<String> names, int[] clients, int repetitions, double[] loads) throws Exception {
        Map<String, Server> servers = new LinkedHashMap<>();
        try {
            for (String name : names) {
                servers.put(name, start(name, 18_100 + servers.size()));
            }
            for (Map.Entry<String, Server> server : servers.entrySet()) {
                warm(server.getKey(), server.getValue());
            }
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                for (int count : clients) {
                    for (Map.Entry<String, Server> server : servers.entrySet()) {
                        System.out.printf(
                                Locale.ROOT,
                                "%n%s, %d clients, repetition %d, load average %s%n%s%n",
                                server.getKey(),
                                count,
                                repetition,
                                Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0],
                                Step.HEADER);
                        climb(server.getKey(), server.getValue(), count, loads);
                    }
                }
            }
            summary();
        } finally {
            for (Server server : servers.values()) {
                server.close();
            }
        }
    }

    private Server start(String name, int port) throws Exception {
        Path log = logs.resolve(name + ".log");
        List<String> command = switch (name) {
            case "ours" -> ours(port, List.of());
            case "uring" -> ours(port, List.of("-Dtransport=uring"));
            case "other" -> ours(port, List.of("-cp", System.getProperty("bench.other", "")));
            case "nio" -> ours(port, List.of("-Dtransport=nio"));
            case "node" ->
                List.of(
                        "node",
                        Path.of(System.getProperty("bench.node", "bench/live"), "server.js")
                                .toString(),
                        "" + port);
            case "nats" -> {
                Path settings = logs.resolve("nats.conf");
                Files.writeString(
                        settings,
                        "listen: \"127.0.0.1:" + (port + 100) + "\"\nwebsocket { listen: \"127.0.0.1:" + port
                                + "\", no_tls: true }\n");
                yield List.of(System.getProperty("bench.nats", "nats-server"), "-c", settings.toString());
            }
            default -> throw new IllegalArgumentException("no server " + name);
        };
        return Server.start(command, port, log);
    }

    static List<String> ours(int port, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        String more = System.getProperty("bench.ours", "");
        if (!more.isEmpty()) {
            command.addAll(List.of(more.split(" ", -1)));
        }
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FanOutServer.class.getName(), "" + port));
        return command;
    }

    private Crowd connect(String name, Server server, int count) throws IOException {
        Crowd crowd = new Crowd(server.address());
        crowd.connect(
                count, 64, () -> name.equals("nats") ? new NatsClient(latencies) : new SocketIoClient(latencies), 60);
        return crowd;
    }

    private void warm(String name, Server server) throws IOException {
        double[] loads = name.equals("node") ? new double[] {20, 30} : new double[] {50, 200, 400, 500, 500};
        try (Crowd crowd = connect(name, server, 500)) {
            for (double load : loads) {
                Step.run(server, crowd, latencies, load * 1_000, 2);
            }
        }
    }

    /**
     * Steps up until a load fails twice. One that fails while others are at work on this machine decides nothing; it is
     * tried again, and left out when that goes on.
     */
    private void climb(String name, Server server, int count, double[] loads) throws Exception {
        Crowd crowd = connect(name, server, count);
        int undecided = 0;
        try {
            for (double load : loads) {
                boolean passed = false;
                int failures = 0;
                for (int i = 0; i < MOST_TRIES && !passed && failures < 2; i++) {
                    if (i > 0) {
                        crowd.close();
                        crowd = connect(name, server, count);
                    }
                    Server.awaitQuiet(QUIET_SECONDS);
                    Step step = Step.run(server, crowd, latencies, load * 1_000, SECONDS);
                    passed = step.passed();
                    System.out.println(step + (passed ? "" : "  failed"));
                    if (passed) {
                        this.passed
                                .computeIfAbsent(name + " " + count, key -> new ArrayList<>())
                                .add(step);
                    } else if (step.others() < Server.QUIET) {
                        failures++;
                    }
                }
                undecided = passed ? 0 : undecided + 1;
                if (failures == 2 || undecided == 2) {
                    return;
                }
            }
        } finally {
            crowd.close();
        }
    }

    private void summary() {
        System.out.println("\npassed: server clients offered/s: times, delivered/s, p99 ms and CPU s/M (medians)");
        passed.forEach((who, steps) -> {
            double[] offered = steps.stream()
                    .mapToDouble(Step::offered)
                    .distinct()
                    .sorted()
                    .toArray();
            for (double load : offered) {
                List<Step> same =
                        steps.stream().filter(step -> step.offered() == load).toList();
                System.out.printf(
                        Locale.ROOT,
                        "%-10s %9.0f: %d %9.0f %7.1f %6.2f%n",
                        who,
                        load,
                        same.size(),
                        median(same.stream().mapToDouble(Step::delivered).toArray()),
                        median(same.stream().mapToDouble(Step::p99).toArray()),
                        median(same.stream().mapToDouble(Step::cpu).toArray()));
            }
        });
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
