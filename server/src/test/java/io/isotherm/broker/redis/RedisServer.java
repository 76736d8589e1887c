package io.isotherm.broker.redis;

import io.isotherm.FreePort;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real redis-server on a free loopback port, with a folder of its own. It ends with this Java machine, however that
 * ends. Where there is no redis-server the test fails: what is not tried is not known to work.
 */
public final class RedisServer implements AutoCloseable {
    /** Ends the server when its input ends, which it does with the process that holds the other end of the pipe. */
    private static final String WATCH = "exec 3<&0; \"$@\" 3<&- </dev/null >/dev/null 2>&1 & server=$!; echo $server;"
            + " { read _ <&3; kill -9 $server; } & wait $server; kill $!";

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final int port;
    private final int control;
    private final Path folder;
    private final List<String> command;
    private Process watcher;
    private long pid;

    private RedisServer(int port, int control, Path folder, List<String> options) throws IOException {
        this.port = port;
        this.control = control;
        this.folder = folder;
        command = new ArrayList<>(List.of("sh", "-c", WATCH, "sh", "redis-server", "--port", "" + control));
        command.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString(), "--logfile", "redis.log"));
        command.addAll(List.of("--save", "", "--appendonly", "no"));
        command.addAll(options);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        watcher = launch();
        await();
    }

    public static RedisServer start(String... options) {
        return start(FreePort.find(), List.of(options));
    }

    static RedisServer startCluster() {
        return start(
                FreePort.find(),
                List.of(
                        "--cluster-enabled",
                        "yes",
                        "--cluster-port",
                        "" + FreePort.find(),
                        "--cluster-node-timeout",
                        "2000"));
    }

    /** With TLS on the port of {@link #address}; this class itself talks to it without, on another one. */
    static RedisServer startTls(String... options) {
        int tls = FreePort.find();
        List<String> all = new ArrayList<>(List.of("--tls-port", "" + tls));
        all.addAll(List.of(options));
        return create(tls, FreePort.find(), all);
    }

    private static RedisServer start(int port, List<String> options) {
        return create(port, port, options);
    }

    private static RedisServer create(int port, int control, List<String> options) {
        if (Stream.of(System.getenv("PATH").split(":", -1))
                .noneMatch(each -> Files.isExecutable(Path.of(each).resolve("redis-server")))) {
            throw new AssertionError("no redis-server on the PATH: install Redis 7 or newer");
        }
        try {
            return new RedisServer(port, control, Files.createTempDirectory("isotherm-redis"), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("resource") // the server's life is the reader's
    private Process launch() throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        pid = Long.parseLong(process.inputReader().readLine());
        return process;
    }

    private void await() {
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            try {
                call("PING");
                return;
            } catch (UncheckedIOException e) {
                if (System.nanoTime() > deadline || ProcessHandle.of(pid).isEmpty()) {
                    throw new IllegalStateException("redis-server does not answer: " + log(), e);
                }
                Thread.onSpinWait();
            }
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("redis.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** Of a cluster's server: where the others reach it. */
    int busPort() {
        return Integer.parseInt(command.get(command.indexOf("--cluster-port") + 1));
    }

    public String url() {
        return "redis://" + address();
    }

    /** As {@code kill -9}. */
    public void kill() {
        signal("KILL");
        long deadline = System.nanoTime() + PATIENCE;
        while (ProcessHandle.of(pid).isPresent() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    /** Starts it again, after it was killed, on the same port. */
    public void restart() {
        watcher.destroy();
        try {
            watcher = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await();
    }

    /** It keeps its connections, takes new ones, and does not answer. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One command and its answer, without its type's mark: nested answers come one a line. An error throws. */
    public String call(String... command) {
        byte[][] parts = new byte[command.length][];
        for (int i = 0; i < command.length; i++) {
            parts[i] = command[i].getBytes(StandardCharsets.UTF_8);
        }
        return call(parts);
    }

    String publish(String channel, byte[] message) {
        return call("PUBLISH".getBytes(StandardCharsets.UTF_8), channel.getBytes(StandardCharsets.UTF_8), message);
    }

    private String call(byte[]... parts) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), control)) {
            socket.setSoTimeout(10_000);
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(("*" + parts.length + "\r\n").getBytes(StandardCharsets.UTF_8));
            for (byte[] part : parts) {
                request.writeBytes(("$" + part.length + "\r\n").getBytes(StandardCharsets.UTF_8));
                request.writeBytes(part);
                request.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
            }
            socket.getOutputStream().write(request.toByteArray());
            return answer(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String answer(InputStream in) throws IOException {
        String line = line(in);
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '-' -> throw new IllegalStateException(rest);
            case '$' -> {
                int length = Integer.parseInt(rest);
                String text = length < 0 ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8);
                if (length >= 0) {
                    line(in);
                }
                yield text;
            }
            case '*' -> {
                StringBuilder all = new StringBuilder();
                for (int i = Integer.parseInt(rest); i > 0; i--) {
                    all.append(answer(in)).append(i > 1 ? "\n" : "");
                }
                yield all.toString();
            }
            default -> rest;
        };
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended");
            }
            line.append((char) c);
        }
        in.skipNBytes(1);
        return line.toString();
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
