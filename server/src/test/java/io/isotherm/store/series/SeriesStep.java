package io.isotherm.store.series;

import io.isotherm.store.Readings.Reading;
import java.util.List;

/** One thing that happens to a store in {@link SeriesModel}: plain data, so that a sequence can be told and shortened. */
sealed interface SeriesStep {
    /** Which of the processes does it. */
    int process();

    /** At which point of its work a home fails; -1: none does. */
    int fault();

    /** Whether the process dies of the fault, and the step is done again after its next start. */
    boolean dies();

    record Append(int process, List<List<Reading>> batches, int fault, boolean dies) implements SeriesStep {}

    /** Heads become blocks: all of them, or what is due; then the journals of dead processes are looked for. */
    record Settle(int process, boolean all, int fault, boolean dies) implements SeriesStep {}

    record Remove(int process, int sensor, long from, long to, int fault, boolean dies) implements SeriesStep {}

    record Retire(int process, int sensor, long before) implements SeriesStep {
        @Override
        public int fault() {
            return -1;
        }

        @Override
        public boolean dies() {
            return false;
        }
    }

    /** The process ends and starts again. */
    record Restart(int process, boolean killed) implements SeriesStep {
        @Override
        public int fault() {
            return -1;
        }

        @Override
        public boolean dies() {
            return killed;
        }
    }
}
