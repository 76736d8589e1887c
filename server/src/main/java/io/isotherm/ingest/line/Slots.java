package io.isotherm.ingest.line;

import java.util.Arrays;

/** At which place of a batch's keys a sensor is, by its number; emptied in no time, for the next batch. */
final class Slots {
    // The batch's stamp above, the place below.
    private long[] entries;
    private int stamp;

    Slots(int numbers) {
        entries = new long[Math.max(64, numbers)];
    }

    void clear() {
        if (++stamp == 0) {
            Arrays.fill(entries, 0);
            stamp = 1;
        }
    }

    /** The place; negative where the sensor is not in the batch yet. */
    int get(int number) {
        if (number >= entries.length) {
            return -1;
        }
        long entry = entries[number];
        return (int) (entry >>> 32) == stamp ? (int) entry : -1;
    }

    void set(int number, int place) {
        if (number >= entries.length) {
            entries = Arrays.copyOf(entries, Math.max(number + 1, entries.length * 2));
        }
        entries[number] = (long) stamp << 32 | place;
    }

    void forget(int number) {
        entries[number] = 0;
    }
}
