package io.isotherm.bench.store;

import io.isotherm.store.series.SeriesReadingStore;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Measures the series engine on a home. Each part needs an empty folder or database, but for {@code first}
 * and {@code open}.
 *
 * <pre>
 * StoreBench WHAT HOME [ARGUMENT]
 *   HOME is a folder (SQLite) or a URL mongodb://…/DATABASE
 *   ingest HOME [MILLIONS]   10,000 sensors at 1 Hz, batches of 5,000 by 4 callers: rate, CPU, heap, bytes
 *   singles HOME [SECONDS]   64 callers, one reading an append: rate and latency
 *   sizes HOME [CSV [N]]     30 days of one sensor at 1 Hz, or a recorded series of time and value, of N sensors each:
 *                            bytes a reading
 *   reads HOME               a year of one sensor at 1 Hz: raw, downsampled, quiet and under 100,000 readings/s
 *   first HOME               the long ranges over what reads left, no summary in memory
 *   latest HOME              newest reading of 10,000 sensors
 *   fill HOME [MILLIONS]     leaves that many readings in the journal and ends as if killed
 *   open HOME                opens what is there and tells how long it took
 * </pre>
 */
public final class StoreBench {
    private StoreBench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 2) {
            System.err.println(
                    "usage: StoreBench ingest|singles|sizes|reads|first|latest|fill|open FOLDER|mongodb://… [ARGUMENT]");
            System.exit(2);
        }
        Home home = Home.of(arguments[1]);
        String extra = arguments.length > 2 ? arguments[2] : "";
        switch (arguments[0]) {
            case "ingest" -> IngestBench.ingest(home, extra.isEmpty() ? 200 : Integer.parseInt(extra));
            case "singles" -> IngestBench.singles(home, extra.isEmpty() ? 20 : Integer.parseInt(extra));
            case "sizes" ->
                SizeBench.run(
                        home,
                        extra.isEmpty() ? null : Path.of(extra),
                        arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1);
            case "reads" -> ReadBench.run(home);
            case "first" -> ReadBench.first(home);
            case "latest" -> ReadBench.latest(home);
            case "fill" -> IngestBench.fill(home, extra.isEmpty() ? 10 : Integer.parseInt(extra));
            case "open" -> open(home);
            default -> throw new IllegalArgumentException("no part " + arguments[0]);
        }
    }

    private static void open(Home home) throws Exception {
        long start = System.nanoTime();
        try (SeriesReadingStore store = home.open()) {
            long opened = System.nanoTime();
            long newest = store.latest().size();
            long readings = store.count(1, Long.MIN_VALUE, Long.MAX_VALUE);
            say(
                    "opened in %.2f s, newest readings of %d sensors, %d readings of the first",
                    (opened - start) / 1e9, newest, readings);
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // that annotation is in a library of its own
    static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
