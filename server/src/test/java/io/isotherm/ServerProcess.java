package io.isotherm;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The program as a process of its own, as {@code ./isotherm run} starts it: something that can be killed. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://[0-9.]+:[0-9]+");

    private final Process process;
    private final Path log;
    private final BufferedReader out;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
    }

    /** Starts it; {@link #address} waits until it is ready. */
    static ServerProcess start(Path data, String... flagsAndValues) throws IOException {
        return start(List.of(), List.of(), System.getProperty("java.class.path"), data, flagsAndValues);
    }

    /** Likewise, with an option for Java itself. */
    static ServerProcess startWithOption(String option, Path data, String... flagsAndValues) throws IOException {
        return start(List.of(), List.of(option), System.getProperty("java.class.path"), data, flagsAndValues);
    }

    /** Likewise, where the operating system lets it have so many files and connections open. */
    static ServerProcess startWithFiles(int files, Path data) throws IOException {
        List<String> limited = List.of("/bin/sh", "-c", "ulimit -n " + files + "; exec \"$@\"", "sh");
        return start(limited, List.of(), packed(data), data);
    }

    /** The class path with its folders as jars, as the product is one: a class of a folder needs a file of its own. */
    private static String packed(Path folder) throws IOException {
        List<String> packed = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (!Files.isDirectory(path)) {
                packed.add(entry);
                continue;
            }
            Path jar = Files.createTempFile(Files.createDirectories(folder), "classes", ".jar");
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                    Stream<Path> files = Files.walk(path)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    out.putNextEntry(new JarEntry(path.relativize(file).toString()));
                    Files.copy(file, out);
                }
            }
            packed.add(jar.toString());
        }
        return String.join(File.pathSeparator, packed);
    }

    private static ServerProcess start(
            List<String> before, List<String> java, String classPath, Path data, String... flagsAndValues)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m"));
        command.addAll(java);
        command.addAll(List.of("-cp", classPath, "io.isotherm.Main", "run"));
        TestServer.flags(data, flagsAndValues).forEach((flag, value) -> command.addAll(List.of(flag, value)));
        Path log = Files.createTempFile("isotherm", ".log");
        Process process = new ProcessBuilder(command)
                .directory(Files.createDirectories(data).toFile())
                .redirectError(log.toFile())
                .start();
        return new ServerProcess(process, log);
    }

    /** The address in the one line that says that it is ready. */
    URI address() throws IOException {
        String line = out.readLine();
        Matcher matcher = ADDRESS.matcher(line == null ? "" : line);
        if (!matcher.find()) {
            throw new AssertionError("not ready: " + line + "\n" + errors());
        }
        return URI.create(matcher.group());
    }

    /** What it logged. */
    String errors() throws IOException {
        return Files.readString(log);
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Asks it to stop, and does not wait for it. */
    void terminate() {
        process.destroy();
    }

    /** Asks it to stop, as a service manager does; the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return exit();
    }

    int exit() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        kill();
        Files.deleteIfExists(log);
    }
}
