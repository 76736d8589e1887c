package io.isotherm.ingest.mqtt;

import io.isotherm.ingest.vendor.Announcements;
import io.isotherm.ingest.vendor.Announcements.Announcement;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what devices announced in a file, a JSON object a line ({@code {"topic":…,"payload":base64}}), and tells it to the
 * decoders at the next start: a listener's clients come back then, but not all of them announce themselves again. Written at
 * most once a minute, and at the end. A file that cannot be used is told of in the log, and does no more harm.
 */
public final class AnnouncementFile implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AnnouncementFile.class);

    private static final long PAUSE_MILLIS = TimeUnit.MINUTES.toMillis(1);

    /** In base64 the announcements that are kept are a third longer. */
    private static final long LARGEST = 32L << 20;

    private final Vertx vertx;
    private final Path file;
    private final Announcements announcements;
    private final long timer;

    private AnnouncementFile(Vertx vertx, Path file, Announcements announcements) {
        this.vertx = vertx;
        this.file = file;
        this.announcements = announcements;
        timer = vertx.setPeriodic(
                PAUSE_MILLIS,
                _ -> vertx.executeBlocking(() -> {
                    write();
                    return true;
                }));
    }

    /**
     * Tells the decoders what the file has, and writes it from now on. Blocks.
     *
     * @param file may not be there yet
     */
    public static AnnouncementFile open(Vertx vertx, Path file, TopicDecoders decoders) {
        int told = 0;
        try {
            if (Files.size(file) <= LARGEST) {
                told = tell(file, decoders);
            }
        } catch (NoSuchFileException e) {
            // Then nothing was announced yet.
        } catch (IOException | UncheckedIOException e) {
            log.warn("file not read: file={} problem=\"{}\"", file, e.getMessage());
        }
        // They are in the file.
        var _ = decoders.announcements().changed();
        if (told > 0) {
            log.info("announcements: protocol=mqtt devices={}", told);
        }
        return new AnnouncementFile(vertx, file, decoders.announcements());
    }

    private static int tell(Path file, TopicDecoders decoders) throws IOException {
        int told = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    JsonObject json = new JsonObject(line);
                    String topic = json.getString("topic");
                    byte[] payload = json.getBinary("payload");
                    if (topic != null && payload != null) {
                        var _ = decoders.decode(topic, payload, System.currentTimeMillis());
                        told++;
                    }
                } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
                    log.warn("line not read: file={} problem=\"{}\"", file, e.getMessage());
                }
            }
        }
        return told;
    }

    /** Writes what changed. Blocks. */
    synchronized void write() {
        Optional<List<Announcement>> changed = announcements.changed();
        if (changed.isEmpty()) {
            return;
        }
        Path written = file.resolveSibling(file.getFileName() + ".new");
        try {
            write(written, changed.get());
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            announcements.notKept();
            log.warn("file not written: file={} problem=\"{}\"", file, e.getMessage());
        }
    }

    private static void write(Path file, List<Announcement> all) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (Announcement each : all) {
                lines.write(new JsonObject()
                        .put("topic", each.topic())
                        .put("payload", each.payload())
                        .encode());
                lines.write('\n');
            }
        }
    }

    /** Writes what changed. Blocks. */
    @Override
    public void close() {
        vertx.cancelTimer(timer);
        write();
    }
}
