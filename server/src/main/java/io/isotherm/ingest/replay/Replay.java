package io.isotherm.ingest.replay;

import io.isotherm.ingest.Delivery;
import io.isotherm.ingest.Intake;
import io.isotherm.ingest.Sender;
import io.isotherm.ingest.csv.SeriesReader;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.pipeline.Announcement;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a recorded series again, from a CSV file as {@link SeriesReader} reads it. The file is read as it is sent and
 * never held whole. For one run.
 */
public final class Replay {
    private static final int BATCH = 5_000;
    private static final int IN_FLIGHT = 4;
    private static final int MOST_TOLD = 10;

    private static final Logger log = LoggerFactory.getLogger(Replay.class);

    private final Path file;
    private final Options options;
    private final Intake intake;
    private final InstantSource clock;
    private final SensorKey key;
    private volatile double progress;
    private long malformed;

    /** Which times the readings get. */
    public enum Mode {
        /** As recorded, all at once. */
        RECORDED,
        /** Moved by so much that the newest reading is of now, all at once. */
        NOW,
        /** The first now, the others when they are due after it. */
        LIVE
    }

    /**
     * How to replay.
     *
     * @param speed of {@link Mode#LIVE}: the recorded gaps are divided by it; more than 0
     * @param unit of the values
     * @param key the sensor's; null for the file's name without its extension
     * @param zone of times that are written without one
     */
    public record Options(
            Mode mode, double speed, Unit unit, @Nullable String key, ZoneId zone) {
        public Options {
            if (!(speed > 0 && speed <= 1_000_000)) {
                throw new IllegalArgumentException(
                        "The speed is more than 0 and at most 1,000,000, not " + speed + ".");
            }
        }

        /** In °C, named after the file, local times as UTC. */
        public static Options of(Mode mode) {
            return new Options(mode, 1, Unit.CELSIUS, null, ZoneOffset.UTC);
        }

        public Options withSpeed(double newSpeed) {
            return new Options(mode, newSpeed, unit, key, zone);
        }

        public Options withUnit(Unit newUnit) {
            return new Options(mode, speed, newUnit, key, zone);
        }

        public Options withKey(String newKey) {
            return new Options(mode, speed, unit, newKey, zone);
        }

        public Options withZone(ZoneId newZone) {
            return new Options(mode, speed, unit, key, newZone);
        }
    }

    /**
     * What became of the file.
     *
     * @param readings how many are durable
     * @param refused lines that could not be understood, and readings that the door refused
     * @param from the earliest time that was sent; null when there was none
     * @param to the latest
     */
    public record Summary(
            long readings,
            long refused,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** @throws IllegalArgumentException when the options' key cannot be a sensor's */
    public Replay(Path file, Options options, Intake intake, InstantSource clock) {
        this.file = file;
        this.options = options;
        this.intake = intake;
        this.clock = clock;
        String name = options.key() == null ? nameOf(file) : options.key();
        this.key = new SensorKey(name, Quantity.ofUnit(options.unit()));
    }

    /** How much of the file is sent, from 0 to 1. */
    public double progress() {
        return progress;
    }

    /**
     * Sends the file and returns when all of it is durable. Waits for as long as the door cannot take it.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when its first line names columns, but not those of times and values
     */
    public Summary run() throws IOException, InterruptedException {
        Delivery delivery = new Delivery(intake, new Sender("replay", file.toString()), IN_FLIGHT);
        delivery.announce(List.of(new Announcement(key, key.key(), key.device(), options.unit(), null)));
        Span span = new Span();
        switch (options.mode()) {
            case RECORDED -> sendAll(delivery, 0, span, 0);
            case NOW -> {
                long newest = newest();
                sendAll(delivery, clock.millis() - newest, span, 0.5);
            }
            case LIVE -> sendLive(delivery, span);
        }
        progress = 1;
        Summary summary = new Summary(delivery.accepted(), malformed + delivery.refused(), span.from(), span.to());
        log.info(
                "replay done file=\"{}\" key=\"{}\" mode={} readings={} refused={} from={} to={}",
                file,
                key.key(),
                options.mode(),
                summary.readings(),
                summary.refused(),
                summary.from(),
                summary.to());
        return summary;
    }

    private void sendAll(Delivery delivery, long shift, Span span, double before)
            throws IOException, InterruptedException {
        try (Counted in = new Counted(file);
                SeriesReader series = new SeriesReader(in, options.zone(), this::refuse)) {
            IncomingBatch.Builder batch = new IncomingBatch.Builder();
            while (series.next()) {
                long time = series.time() + shift;
                span.add(time);
                batch.add(key, time, series.value(), options.unit(), batch.size());
                if (batch.size() == BATCH) {
                    delivery.send(batch.build());
                    batch = new IncomingBatch.Builder();
                    progress = before + (1 - before) * in.part();
                }
            }
            if (batch.size() > 0) {
                delivery.send(batch.build());
            }
            delivery.flush();
        }
    }

    // The first of two readings of the file: the times have to be known before any is sent.
    private long newest() throws IOException {
        long newest = Long.MIN_VALUE;
        try (Counted in = new Counted(file);
                SeriesReader series = new SeriesReader(in, options.zone(), (line, detail) -> {})) {
            while (series.next()) {
                newest = Math.max(newest, series.time());
                progress = in.part() / 2;
            }
        }
        return newest;
    }

    private void sendLive(Delivery delivery, Span span) throws IOException, InterruptedException {
        try (Counted in = new Counted(file);
                SeriesReader series = new SeriesReader(in, options.zone(), this::refuse)) {
            IncomingBatch.Builder batch = new IncomingBatch.Builder();
            long start = clock.millis();
            long first = Long.MIN_VALUE;
            long last = start - 1;
            while (series.next()) {
                if (first == Long.MIN_VALUE) {
                    first = series.time();
                }
                // Readings that fall into one millisecond, or stand in the file in no order, follow one another.
                long due = Math.max(last + 1, start + (long) ((series.time() - first) / options.speed()));
                if (due > clock.millis()) {
                    batch = sendOff(batch, delivery);
                    progress = in.part();
                    waitUntil(due);
                }
                last = due;
                span.add(due);
                batch.add(key, due, series.value(), options.unit(), batch.size());
                if (batch.size() == BATCH) {
                    batch = sendOff(batch, delivery);
                }
            }
            sendOff(batch, delivery);
        }
    }

    private static IncomingBatch.Builder sendOff(IncomingBatch.Builder batch, Delivery delivery)
            throws InterruptedException {
        if (batch.size() == 0) {
            return batch;
        }
        delivery.send(batch.build());
        // A live reading is not to wait for the next one before it is tried again.
        delivery.flush();
        return new IncomingBatch.Builder();
    }

    // In short sleeps, as the clock may be set, and the machine may sleep.
    private void waitUntil(long due) throws InterruptedException {
        for (long left = due - clock.millis(); left > 0; left = due - clock.millis()) {
            Thread.sleep(Math.min(left, 1_000));
        }
    }

    private void refuse(long line, String detail) {
        malformed++;
        if (malformed <= MOST_TOLD) {
            log.warn("replay refuses a line file=\"{}\" line={} reason=\"{}\"", file, line, detail);
        }
    }

    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The earliest and the latest time sent. */
    private static final class Span {
        private long from = Long.MAX_VALUE;
        private long to = Long.MIN_VALUE;

        void add(long time) {
            from = Math.min(from, time);
            to = Math.max(to, time);
        }

        @Nullable
        Instant from() {
            return to < from ? null : Instant.ofEpochMilli(from);
        }

        @Nullable
        Instant to() {
            return to < from ? null : Instant.ofEpochMilli(to);
        }
    }

    /** A file that knows how much of it was read. */
    private static final class Counted extends FilterInputStream {
        private final long size;
        private long read;

        Counted(Path file) throws IOException {
            super(new BufferedInputStream(Files.newInputStream(file)));
            size = Files.size(file);
        }

        double part() {
            return size <= 0 ? 1 : Math.min(1, (double) read / size);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            read += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            read += Math.max(0, count);
            return count;
        }
    }
}
