package io.isotherm.ingest.imports;

import io.isotherm.ingest.Delivery;
import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.Intake;
import io.isotherm.ingest.Sender;
import io.isotherm.ingest.csv.CsvFormat;
import io.isotherm.ingest.csv.CsvReadings;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.pipeline.Announcement;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings a CSV file to the door as it is read: a batch of {@value #BATCH} readings is built while {@value #IN_FLIGHT}
 * wait to become durable, and no more of the file is read meanwhile. Doing it again makes no doubles, as a reading is
 * known by its sensor and time. For one run, on a thread that may block.
 */
final class CsvImport {
    static final int BATCH = 10_000;
    static final int IN_FLIGHT = 4;

    /** Refused values of one batch are few, or all; a batch is sent off for many of them too. */
    private static final int ROWS = 50_000;

    private final Counted file;
    private final CsvFormat format;
    private final KnownSensors known;
    private final ImportProgress progress;
    private final Delivery delivery;
    private final long began;
    // The first line of each batch under way, as its items count from there.
    private final Deque<Long> firstLines = new ArrayDeque<>();
    private final Map<SensorKey, Long> before = new HashMap<>();
    private final List<Announcement> announcements = new ArrayList<>();
    private IncomingBatch.Builder batch = new IncomingBatch.Builder();
    private long firstLine = 1;

    /** @param began epoch milliseconds; readings from before are counted when it is told how many were new */
    CsvImport(
            InputStream file,
            CsvFormat format,
            Intake intake,
            Sender sender,
            KnownSensors known,
            ImportProgress progress,
            long began) {
        this.file = new Counted(file);
        this.format = format;
        this.known = known;
        this.progress = progress;
        this.began = began;
        delivery = new Delivery(intake, sender, IN_FLIGHT, this::settled);
    }

    /**
     * Reads the file to its end and returns when all of it is durable.
     *
     * @throws IOException when the file cannot be read to its end; what was read before is durable
     * @throws InterruptedException when it was stopped; what is under way may be durable or not
     */
    void run() throws IOException, InterruptedException {
        CsvReadings.Sink sink = new Rows();
        try (CsvReadings readings = new CsvReadings(file, format, known::key)) {
            try {
                for (long sent = 0; readings.next(sink); ) {
                    if (batch.size() >= BATCH || readings.rows() - sent >= ROWS) {
                        sent = readings.rows();
                        progress.read(file.count, readings.rows(), readings.empty());
                        send();
                    }
                }
            } finally {
                progress.read(file.count, readings.rows(), readings.empty());
            }
            send();
            delivery.flush();
        }
        long added = 0;
        for (Map.Entry<SensorKey, Long> sensor : before.entrySet()) {
            added += known.stored(sensor.getKey().key(), began) - sensor.getValue();
        }
        progress.added(Math.max(0, added));
    }

    /** Waits for what was sent, after the file ended early. */
    void flush() throws InterruptedException {
        send();
        delivery.flush();
    }

    private void send() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!announcements.isEmpty()) {
            delivery.announce(List.copyOf(announcements));
            announcements.clear();
        }
        if (batch.size() > 0) {
            IncomingBatch full = batch.build();
            firstLines.addLast(firstLine);
            batch = new IncomingBatch.Builder();
            delivery.send(full);
        }
    }

    private void settled(IncomingBatch settledBatch, Ingest.Outcome outcome) {
        long first = firstLines.removeFirst();
        progress.kept(outcome.accepted());
        outcome.refused().forEach(refusal -> progress.refuse(first + refusal.item(), refusal.detail()));
    }

    /** What the rows have. */
    private final class Rows implements CsvReadings.Sink {
        @Override
        public void met(SensorKey key, String name, @Nullable Unit unit) {
            if (before.putIfAbsent(key, known.stored(key.key(), began)) == null) {
                progress.met();
                if (!name.isBlank()) {
                    Unit shown = unit == null ? key.quantity().unit() : unit;
                    announcements.add(new Announcement(key, shortened(name), key.device(), shown, null));
                }
            }
        }

        @Override
        public void reading(SensorKey key, long time, double value, @Nullable Unit unit, long line) {
            if (batch.size() == 0) {
                firstLine = line;
            }
            batch.add(key, time, value, unit, (int) (line - firstLine));
        }

        @Override
        public void refused(long line, String detail) {
            progress.refuse(line, detail);
        }

        private static String shortened(String name) {
            return name.substring(0, Math.min(name.length(), SensorKey.MAX_LENGTH));
        }
    }

    /** A file that knows how much of it was read. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            add(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            add(Math.max(0, read));
            return read;
        }

        private void add(int read) {
            count += read;
        }
    }
}
