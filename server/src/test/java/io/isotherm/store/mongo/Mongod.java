package io.isotherm.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.isotherm.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Assumptions;

/** A real mongod on a free loopback port with a folder of its own. It ends with this Java machine, however that ends. */
final class Mongod implements AutoCloseable {
    /** Ends the server when its input ends, which it does with the process that holds the other end of the pipe. */
    private static final String WATCH = "exec 3<&0; \"$@\" 3<&- </dev/null >/dev/null 2>&1 & server=$!; echo $server;"
            + " { read _ <&3; kill -9 $server; } & wait $server; kill $!";

    private static final String HOW =
            "no mongod: run bin/mongod.sh, which fetches one; or install MongoDB 6.0 or newer";

    final int port;
    private final Path folder;
    private final List<String> command;
    private Process watcher;
    private long pid;

    private Mongod(Path binary, Path folder, int port, List<String> options) throws IOException {
        this.port = port;
        this.folder = folder;
        command = new ArrayList<>(List.of("sh", "-c", WATCH, "sh", binary.toString()));
        command.addAll(List.of("--port", "" + port, "--bind_ip", "127.0.0.1", "--dbpath", folder.toString()));
        command.addAll(List.of("--logpath", folder.resolve("mongod.log").toString(), "--nounixsocket"));
        command.addAll(List.of("--wiredTigerCacheSizeGB", "0.25", "--setParameter"));
        command.addAll(List.of("diagnosticDataCollectionEnabled=false"));
        // A transaction of a process that was killed holds its blocks for so long, 60 s by default.
        command.addAll(List.of("--setParameter", "transactionLifetimeLimitSeconds=10"));
        command.addAll(options);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        watcher = launch();
    }

    /** Skips the test where there is no mongod. */
    static Mongod start(String... options) {
        Optional<Path> binary = binary();
        Assumptions.assumeTrue(binary.isPresent(), HOW);
        try {
            Path folder = Files.createTempDirectory("isotherm-mongod");
            return new Mongod(binary.get(), folder, FreePort.find(), List.of(options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code bin/mongod.sh} looks for it, which the launcher of the tests has called. */
    private static Optional<Path> binary() {
        String told = System.getenv("ISOTHERM_TEST_MONGOD");
        String cache = System.getenv("XDG_CACHE_HOME");
        Path cached = Path.of(cache == null ? System.getProperty("user.home") + "/.cache" : cache)
                .resolve("isotherm/mongod-6.0.5/mongod");
        Stream<Path> installed = Stream.of(System.getenv("PATH").split(":", -1))
                .map(each -> Path.of(each).resolve("mongod"));
        return Stream.of(told == null ? Stream.<Path>of() : Stream.of(Path.of(told)), installed, Stream.of(cached))
                .flatMap(each -> each)
                .filter(Files::isExecutable)
                .findFirst();
    }

    @SuppressWarnings("resource") // the server's life is the reader's
    private Process launch() throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader out = process.inputReader();
        pid = Long.parseLong(out.readLine());
        return process;
    }

    /** Waits until it answers. */
    Mongod await() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try (MongoClient client = client()) {
                client.getDatabase("admin").runCommand(new Document("ping", 1));
                return this;
            } catch (MongoException e) {
                if (System.nanoTime() > deadline || !isAlive()) {
                    throw new IllegalStateException("mongod does not answer: " + log(), e);
                }
            }
        }
    }

    /** A client of this one server, whatever its set. */
    MongoClient client() {
        return MongoClients.create("mongodb://" + address() + "/?directConnection=true&serverSelectionTimeoutMS=2000");
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    long pid() {
        return pid;
    }

    boolean isAlive() {
        return ProcessHandle.of(pid).isPresent();
    }

    /** As {@code kill -9}: it has no time to do anything. */
    void kill() {
        signal("KILL");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (isAlive() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    /** Starts it again, after it was killed, in its folder. */
    void restart() {
        watcher.destroy();
        try {
            watcher = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String log() {
        try (Stream<String> lines = Files.lines(folder.resolve("mongod.log"))) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - 20), all.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        kill();
        watcher.destroy();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // It lies in the system's folder for what is temporary.
        }
    }
}
