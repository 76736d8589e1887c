package io.isotherm.store.sqlite;

import static io.isotherm.store.Readings.batch;
import static io.isotherm.store.Readings.list;
import static io.isotherm.store.series.Blocks.block;
import static io.isotherm.store.series.Blocks.show;
import static io.isotherm.store.series.Blocks.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.store.Readings.Reading;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.BlockStore.Find;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What journal and blocks acknowledged survives {@code kill -9}. */
class SeriesCrashTest {
    private static final int ROUNDS = 6;
    private static final int SENSORS = 5;
    /** Every so many records, blocks are written, and records before them trimmed. */
    private static final int FLUSH = 4;

    private static final long T = Period.of(1_700_000_000_000L).from();

    @TempDir
    Path temporary;

    /** Goes on where an earlier one was killed, and tells each number when it is durable. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            DataFolder folder = DataFolder.open(Path.of(arguments[0]));
            SqliteJournal journal = SqliteJournal.open(folder);
            SqliteBlockStore blocks = SqliteBlockStore.open(folder);
            for (int number = Integer.parseInt(arguments[1]); ; number++) {
                journal.append(number, record(number));
                System.out.println("record " + number);
                if (number % FLUSH == 0) {
                    List<Change> refused = blocks.apply(changes(blocks));
                    if (!refused.isEmpty()) {
                        throw new IllegalStateException("refused: " + refused);
                    }
                    System.out.println("blocks " + version(blocks));
                    journal.trim(number - FLUSH, batch(Reading.of(1, number, 4)));
                    System.out.println("newest " + number);
                }
                System.out.flush();
            }
        }
    }

    private static byte[] record(int number) {
        byte[] record = new byte[100 + number % 7 * 9_000];
        new Random(number).nextBytes(record);
        return record;
    }

    /** In two files; each time other readings. */
    private static List<Change> changes(SqliteBlockStore blocks) {
        List<Change> changes = new ArrayList<>();
        for (int sensor = 1; sensor <= SENSORS; sensor++) {
            for (long start : new long[] {T, T + Period.LENGTH}) {
                List<Block> found = blocks.find(Find.all(sensor, start, start + 1, 1, false));
                long version = found.isEmpty() ? 0 : found.getFirst().version();
                Block next = written(block(sensor, 3, start, version + 1), version);
                changes.add(new Change(found, List.of(next), batch(Reading.of(sensor, start + version, 1))));
            }
        }
        return changes;
    }

    /** The least version of all blocks. */
    private static long version(SqliteBlockStore blocks) {
        long least = Long.MAX_VALUE;
        for (int sensor = 1; sensor <= SENSORS; sensor++) {
            for (long start : new long[] {T, T + Period.LENGTH}) {
                List<Block> found = blocks.find(Find.all(sensor, start, start + 1, 1, false));
                least = Math.min(least, found.isEmpty() ? 0 : found.getFirst().version());
            }
        }
        return least;
    }

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int next = 1;
        Map<String, Long> told = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            killed(next, next + random.nextInt(150)).forEach((kind, number) -> told.merge(kind, number, Math::max));
            next = verify(told, "seed " + seed + ", round " + round) + 1;
        }
    }

    /** Starts a writer and kills it when it has told of that record; returns the greatest number of each kind told. */
    private Map<String, Long> killed(int first, int enough) throws Exception {
        Process writer = ChildJvm.start(Writer.class, temporary.toString(), Integer.toString(first));
        List<String> said = new ArrayList<>();
        Map<String, Long> told = new TreeMap<>();
        try (BufferedReader out = writer.inputReader()) {
            boolean killed = false;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (!line.matches("(record|blocks|newest) \\d+")) {
                    said.add(line);
                    continue;
                }
                // A last line that was cut off tells a smaller number.
                told.merge(line.substring(0, 6), Long.parseLong(line.substring(7)), Math::max);
                if (told.getOrDefault("record", 0L) >= enough && !killed) {
                    // SIGKILL; the process's own method would close the stream, with what was acknowledged last.
                    killed = writer.toHandle().destroyForcibly();
                }
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertThat(told.getOrDefault("record", 0L)).as("said: %s", said).isGreaterThanOrEqualTo(enough);
        return told;
    }

    /** Returns the last record that is kept. */
    private int verify(Map<String, Long> told, String when) {
        try (DataFolder folder = DataFolder.open(temporary);
                SqliteJournal journal = SqliteJournal.open(folder);
                SqliteBlockStore blocks = SqliteBlockStore.open(folder)) {
            List<Long> kept = new ArrayList<>();
            journal.replay((sequence, record) -> {
                assertThat(record).as("record %d, %s", sequence, when).isEqualTo(record((int) sequence));
                assertThat(kept.isEmpty() || kept.getLast() + 1 == sequence)
                        .as("no holes, %s", when)
                        .isTrue();
                kept.add(sequence);
            });
            // One more may have been made durable and not yet told.
            long last = told.getOrDefault("record", 0L);
            assertThat(kept.getLast()).as(when).isBetween(last, last + 1);
            long newest = told.getOrDefault("newest", 0L);
            // One more trim may have begun.
            assertThat(kept.getFirst()).as(when).isLessThanOrEqualTo(Math.max(1, newest));
            assertThat(list(journal.newest()))
                    .as(when)
                    .allMatch(reading -> reading.time() == newest || reading.time() == newest + FLUSH)
                    .hasSizeGreaterThanOrEqualTo(newest > 0 ? 1 : 0);

            long version = told.getOrDefault("blocks", 0L);
            for (int sensor = 1; sensor <= SENSORS; sensor++) {
                for (long start : new long[] {T, T + Period.LENGTH}) {
                    List<Block> found = blocks.find(Find.all(sensor, start, start + 1, 9, true));
                    long of = found.isEmpty() ? 0 : found.getFirst().version();
                    assertThat(of)
                            .as("block of sensor %d, %s", sensor, when)
                            // Each kill may have come between the two files.
                            .isBetween(version, version + ROUNDS);
                    if (of > 0) {
                        assertThat(show(found)).containsExactly(show(written(block(sensor, 3, start, of), of)));
                    }
                    assertThat(blocks.losers(sensor, start, start + 3_600_000, 100_000)
                                    .size())
                            .as("losers of sensor %d, %s", sensor, when)
                            .isEqualTo((int) of);
                }
            }
            blocks.scrub();
            assertThat(blocks.check().detail()).as(when).doesNotContain("series-");
            return Math.toIntExact(kept.getLast());
        }
    }
}
