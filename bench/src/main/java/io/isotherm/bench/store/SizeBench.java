package io.isotherm.bench.store;

import static io.isotherm.bench.store.StoreBench.say;

import io.isotherm.bench.RealisticReadings;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.store.series.SeriesReadingStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes a reading, everything on disk counted. */
final class SizeBench {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int DAYS = 30;
    private static final int PIECE = 3_600;

    private SizeBench() {}

    /** @param sensors that have the recording, each */
    static void run(Home home, @Nullable Path csv, int sensors) throws IOException {
        SeriesReadingStore store = home.open();
        long readings = csv == null ? fridge(store) : recorded(store, csv, sensors);
        store.settle();
        store.close();
        say(
                "sizes: %s: %,d readings, %.3f bytes each",
                csv == null ? "30 days at 1 Hz, 2 decimals, ±2 ms" : csv.getFileName() + " of " + sensors + " sensors",
                readings,
                home.bytes() / (double) readings);
    }

    private static long fridge(SeriesReadingStore store) {
        RealisticReadings fridge = new RealisticReadings(1, Fleet.START, 1_000, 1);
        int flags = Flags.of(Flags.GOOD, Unit.CELSIUS);
        for (long hour = 0; hour < DAYS * 24; hour++) {
            ReadingBatch.Builder batch = new ReadingBatch.Builder(PIECE);
            for (long i = hour * PIECE; i < (hour + 1) * PIECE; i++) {
                batch.add(1, fridge.time(i), fridge.value(i), flags);
            }
            store.append(List.of(batch.build()));
        }
        return DAYS * 24L * PIECE;
    }

    private static long recorded(SeriesReadingStore store, Path csv, int sensors) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        long readings = 0;
        for (int sensor = 1; sensor <= sensors; sensor++) {
            ReadingBatch.Builder batch = new ReadingBatch.Builder(lines.size());
            for (String line : lines.subList(1, lines.size())) {
                String[] columns = line.split(",", -1);
                long time = LocalDateTime.parse(columns[0], TIME)
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
                batch.add(sensor, time, Double.parseDouble(columns[1]), Flags.of(Flags.GOOD, Unit.FAHRENHEIT));
            }
            store.append(List.of(batch.build()));
            readings += store.count(sensor, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        return readings;
    }
}
