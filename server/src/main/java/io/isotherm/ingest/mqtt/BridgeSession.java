package io.isotherm.ingest.mqtt;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * What this process is called at the broker, and what it subscribed to there, in a file of a line each. The broker keeps
 * messages for that name while the process is away, and goes on with subscriptions that it was not told to end.
 */
final class BridgeSession {
    private static final long LARGEST = 1 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Path file;
    private String client;
    private Set<String> filters;

    private BridgeSession(Path file, String client, Set<String> filters) {
        this.file = file;
        this.client = client;
        this.filters = filters;
    }

    /**
     * Takes up where the last run was.
     *
     * @param file may not be there yet
     * @throws IOException when it cannot be read
     */
    static BridgeSession open(Path file) throws IOException {
        List<String> lines = List.of();
        try {
            if (Files.size(file) <= LARGEST) {
                lines = Files.readAllLines(file);
            }
        } catch (NoSuchFileException | MalformedInputException e) {
            // Then it begins anew.
        }
        boolean fit = !lines.isEmpty() && NAME.matcher(lines.getFirst()).matches();
        return fit
                ? new BridgeSession(file, lines.getFirst(), new LinkedHashSet<>(lines.subList(1, lines.size())))
                : new BridgeSession(file, name(), Set.of());
    }

    // Of at most 23 characters, which every broker takes: MQTT 3.1.1, section 3.1.3.1.
    private static String name() {
        return "isotherm-%012x".formatted(ThreadLocalRandom.current().nextLong(1L << 48));
    }

    synchronized String client() {
        return client;
    }

    /** Filters that were subscribed to under this name, perhaps. */
    synchronized Set<String> filters() {
        return Set.copyOf(filters);
    }

    /**
     * Remembers, so that the next run knows.
     *
     * @throws IOException when it cannot be written
     */
    synchronized void remember(String name, Set<String> subscribed) throws IOException {
        if (name.equals(client) && subscribed.equals(filters) && Files.exists(file)) {
            return;
        }
        client = name;
        filters = new LinkedHashSet<>(subscribed);
        List<String> lines = new ArrayList<>();
        lines.add(name);
        lines.addAll(subscribed);
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.write(written, lines);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
