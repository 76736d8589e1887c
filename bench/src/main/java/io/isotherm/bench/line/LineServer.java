package io.isotherm.bench.line;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that takes line protocol, as a process of its own with an empty folder. */
final class LineServer implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern COUNT = Pattern.compile("\"count\":\\[([0-9,]*)]");

    private final String name;
    private final Process process;
    final int port;

    private LineServer(String name, Process process, int port) {
        this.name = name;
        this.process = process;
        this.port = port;
    }

    /**
     * @param name {@code ours}, {@code victoria} or {@code influx}
     * @param more flags and their values for ours
     */
    static LineServer start(String name, Path folder, String... more) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(
                switch (name) {
                    case "ours" -> ours(folder, port, more);
                    case "victoria" ->
                        List.of(
                                "victoria-metrics",
                                "-storageDataPath=" + folder.resolve("data"),
                                "-httpListenAddr=127.0.0.1:" + port,
                                "-retentionPeriod=10y");
                    case "influx" -> influx(folder, port);
                    default -> throw new IllegalArgumentException(name + " is none of ours, victoria, influx");
                });
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        LineServer server = new LineServer(name, process, port);
        server.awaitAnswer(folder);
        return server;
    }

    private static List<String> ours(Path folder, int port, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseCompactObjectHeaders"));
        command.addAll(List.of(System.getProperty("bench.java", "-XX:+UseSerialGC -Xms64m -XX:MaxRAMPercentage=40")
                .split(" ")));
        command.addAll(List.of(
                "-cp",
                System.getProperty("bench.ours", System.getProperty("java.class.path")),
                "io.isotherm.Main",
                "run",
                "--data",
                folder.resolve("data").toString(),
                "--host-sensors",
                "off",
                "--mqtt-port",
                "0",
                "--http-port",
                String.valueOf(port)));
        command.addAll(List.of(more));
        return command;
    }

    private static List<String> influx(Path folder, int port) throws IOException {
        Path config = folder.resolve("influxdb.conf");
        Files.writeString(config, """
                reporting-disabled = true
                bind-address = "127.0.0.1:%d"
                [meta]
                  dir = "%s/meta"
                [data]
                  dir = "%s/data"
                  wal-dir = "%s/wal"
                [http]
                  bind-address = "127.0.0.1:%d"
                  log-enabled = false
                [monitor]
                  store-enabled = false
                """.formatted(freePort(), folder, folder, folder, port));
        return List.of("influxd", "-config", config.toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer(Path folder) throws IOException, InterruptedException {
        for (int i = 0; i < 600; i++) {
            if (!process.isAlive()) {
                throw new IOException(name + " ended: " + Files.readString(folder.resolve("log")));
            }
            try {
                get("/health");
                if (name.equals("influx")) {
                    post("/query?q=" + encoded("CREATE DATABASE bench"));
                }
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new IOException(name + " does not answer");
    }

    /** CPU seconds of the process so far, user and system (proc(5), fields 14 and 15, in hundredths). */
    double cpuSeconds() {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The most memory that was resident, in megabytes. */
    long peakMegabytes() throws IOException {
        return statusMegabytes("VmHWM:");
    }

    /** The memory that is resident now, likewise. */
    long residentMegabytes() throws IOException {
        return statusMegabytes("VmRSS:");
    }

    private long statusMegabytes(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** How many readings are stored between two times, in milliseconds, as the server itself says. */
    long count(long from, long to) throws IOException, InterruptedException {
        return switch (name) {
            case "ours" -> countOurs(from, to);
            case "victoria" -> {
                get("/internal/force_flush");
                String query = "sum(count_over_time({__name__=\"temp_temp\"}[" + (to - from) / 1_000 + "s]))";
                String answer = get("/api/v1/query?query=" + encoded(query) + "&time=" + to / 1_000 + "&nocache=1");
                yield number(answer, "\"value\":\\[[0-9.]+,\"([0-9]+)\"");
            }
            default -> number(get("/query?db=bench&q=" + encoded("SELECT COUNT(temp) FROM temp")), ",([0-9]+)]]");
        };
    }

    private long countOurs(long from, long to) throws IOException, InterruptedException {
        long count = 0;
        String cursor = "";
        do {
            String page = get("/api/v1/sensors?limit=100" + cursor);
            Matcher ids = Pattern.compile("\"id\":\"([^\"]+)\",\"number\"").matcher(page);
            List<String> sensors = new ArrayList<>();
            while (ids.find()) {
                sensors.add(ids.group(1));
            }
            Matcher counts = COUNT.matcher(get("/api/v1/readings?sensors=" + encoded(String.join(",", sensors))
                    + "&from=" + from + "&to=" + to + "&points=10"));
            while (counts.find()) {
                for (String one : counts.group(1).split(",", -1)) {
                    count += one.isEmpty() ? 0 : Long.parseLong(one);
                }
            }
            Matcher next = Pattern.compile("\"next\":\"([^\"]+)\"").matcher(page);
            cursor = next.find() ? "&cursor=" + encoded(next.group(1)) : "";
        } while (!cursor.isEmpty());
        return count;
    }

    private static long number(String answer, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(answer);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)).GET());
    }

    private void post(String path) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(at(path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.timeout(Duration.ofMinutes(2)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
