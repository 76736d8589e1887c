package io.isotherm.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs programs in Python with the packages that {@code bin/python.sh} fetches, which the launcher of the tests calls. */
public final class Python {
    private Python() {}

    /**
     * What the program printed, line by line.
     *
     * @throws AssertionError with all that it said, when it fails
     */
    public static List<String> run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", "-c", program));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PYTHONPATH", packages());
        Process python = builder.redirectErrorStream(true).start();
        String said = new String(python.getInputStream().readAllBytes(), UTF_8);
        if (python.waitFor() != 0) {
            throw new AssertionError("It takes the packages that bin/python.sh fetches: " + said);
        }
        return said.lines().toList();
    }

    /** Starts a program that goes on; what it says, errors too, is in the file. The caller ends it. */
    public static Process start(Path output, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", "-c", program));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PYTHONPATH", packages());
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private static String packages() {
        String told = System.getenv("ISOTHERM_TEST_PYTHONPATH");
        if (told != null && !told.isEmpty()) {
            return told;
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        return (cache == null ? System.getProperty("user.home") + "/.cache" : cache) + "/isotherm/python-5";
    }
}
