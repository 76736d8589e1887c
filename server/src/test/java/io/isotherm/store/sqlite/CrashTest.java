package io.isotherm.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise 1: a reading that was acknowledged survives {@code kill -9}, whatever the engine was at: appending, writing
 * blocks, trimming. More rounds by hand: {@code -Disotherm.test.kills=500}.
 */
class CrashTest {
    private static final int ROUNDS = Integer.getInteger("isotherm.test.kills", 10);
    private static final int SENSORS = 20;
    private static final int PER_SENSOR = 5;
    private static final int GOOD = Flags.of(Flags.GOOD, Unit.CELSIUS);

    @TempDir
    Path temporary;

    /** Appends commit after commit, numbered from the second argument, and tells each number when it is durable. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            SeriesReadingStore store = open(DataFolder.open(Path.of(arguments[0])));
            for (int commit = Integer.parseInt(arguments[1]); ; commit++) {
                store.append(commit(commit));
                System.out.println("ack " + commit);
                System.out.flush();
            }
        }
    }

    /** With heads that become blocks all the time, blocks that split, and a journal that is trimmed after each. */
    private static SeriesReadingStore open(DataFolder folder) {
        SeriesOptions options = new SeriesOptions(
                Duration.ofMillis(5), Duration.ofMillis(20), Duration.ZERO, Long.MAX_VALUE, Long.MAX_VALUE / 4, 7, 40);
        return SeriesReadingStore.open(SqliteJournal.open(folder), SqliteBlockStore.open(folder), options);
    }

    /** Two batches with readings of all sensors. */
    private static List<ReadingBatch> commit(int commit) {
        ReadingBatch.Builder even = new ReadingBatch.Builder();
        ReadingBatch.Builder odd = new ReadingBatch.Builder();
        for (int i = 0; i < PER_SENSOR; i++) {
            for (int sensor = 1; sensor <= SENSORS; sensor++) {
                (sensor % 2 == 0 ? even : odd).add(sensor, time(commit, i), value(sensor, commit, i), GOOD);
            }
        }
        return List.of(even.build(), odd.build());
    }

    private static long time(int commit, int i) {
        return (long) commit * PER_SENSOR + i;
    }

    private static double value(int sensor, int commit, int i) {
        return new Random(time(commit, i) * SENSORS + sensor).nextGaussian();
    }

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int next = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int acknowledged = killed(next, next + 1 + random.nextInt(250));
            int kept = verify(acknowledged, "seed " + seed + ", round " + round);
            // The next writer repeats a commit or two: nothing may be doubled.
            next = Math.max(0, kept - 2);
        }
    }

    /** Starts a writer and kills it when it has acknowledged that much; returns the last commit acknowledged. */
    private int killed(int first, int enough) throws Exception {
        Process writer = ChildJvm.start(Writer.class, temporary.toString(), Integer.toString(first));
        List<String> said = new ArrayList<>();
        int last = -1;
        try (BufferedReader out = writer.inputReader()) {
            boolean killed = false;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (!line.startsWith("ack ")) {
                    said.add(line);
                    continue;
                }
                // A last line that was cut off tells a smaller number.
                last = Math.max(last, Integer.parseInt(line.substring(4)));
                if (last >= enough && !killed) {
                    // SIGKILL; the process's own method would close the stream, with what was acknowledged last.
                    killed = writer.toHandle().destroyForcibly();
                }
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertThat(last).as("said: %s", said).isGreaterThanOrEqualTo(enough);
        return last;
    }

    /** Returns the number of commits that are kept. */
    private int verify(int acknowledged, String when) {
        try (DataFolder folder = DataFolder.open(temporary);
                SeriesReadingStore store = open(folder)) {
            int commits = -1;
            for (int sensor = 1; sensor <= SENSORS; sensor++) {
                BitSet seen = new BitSet();
                int number = sensor;
                store.read(sensor, Long.MIN_VALUE, Long.MAX_VALUE, piece -> {
                    for (int i = 0; i < piece.size(); i++) {
                        int time = Math.toIntExact(piece.time(i));
                        double expected = value(number, time / PER_SENSOR, time % PER_SENSOR);
                        boolean same =
                                Double.doubleToRawLongBits(piece.value(i)) == Double.doubleToRawLongBits(expected);
                        if (seen.get(time) || !same || piece.flags(i) != GOOD) {
                            fail("sensor %d at %d is doubled or altered, %s", number, time, when);
                        }
                        seen.set(time);
                    }
                });
                int kept = seen.cardinality();
                assertThat(store.count(sensor, 0, Long.MAX_VALUE))
                        .as("summaries are right, %s", when)
                        .isEqualTo(kept);
                assertThat(seen.length()).as("no holes, %s", when).isEqualTo(kept);
                assertThat(kept % PER_SENSOR).as("commits are whole, %s", when).isZero();
                assertThat(commits == -1 || commits == kept / PER_SENSOR)
                        .as("commits are whole over sensors, %s", when)
                        .isTrue();
                commits = kept / PER_SENSOR;
            }
            // One more may have been made durable and not yet told.
            assertThat(commits).as(when).isBetween(acknowledged + 1, acknowledged + 2);
            for (int sensor = 1; sensor <= SENSORS; sensor++) {
                assertThat(store.conflicts(sensor, Long.MIN_VALUE, Long.MAX_VALUE, 1)
                                .isEmpty())
                        .as("nothing differs, %s", when)
                        .isTrue();
            }
            ReadingBatch latest = store.latest();
            assertThat(latest.size()).isEqualTo(SENSORS);
            for (int i = 0; i < SENSORS; i++) {
                assertThat(latest.time(i)).as("newest, %s", when).isEqualTo(time(commits - 1, PER_SENSOR - 1));
            }
            return commits;
        }
    }
}
