package io.isotherm.ingest;

/**
 * How far a device's clock is off, from when its messages came and the newest time in each. Late data are no sign of it,
 * whatever their age: only what stays behind by the same amount while the device sends regularly is.
 *
 * <p>Of all messages within {@link #STEP_MILLIS} the one that is least behind counts, as the others may be late. A clock
 * is ahead when what came last is of the future by more than {@link #AHEAD_MILLIS}. It is behind when the last
 * {@value #STEPS} all were, by more than {@link #BEHIND_MILLIS} and by the same give or take {@link #SPREAD_MILLIS}, and
 * came within {@link #PAUSE_MILLIS} of each other. What is uploaded from a memory is behind by ever less (it catches up)
 * or ever more (it is sent again), and is not taken for it. Not thread-safe.
 */
final class ClockOffset {
    static final int STEPS = 8;
    static final long STEP_MILLIS = 10_000;
    static final long AHEAD_MILLIS = 10_000;
    static final long BEHIND_MILLIS = 120_000;
    static final long SPREAD_MILLIS = 30_000;
    static final long PAUSE_MILLIS = 7_200_000;

    private final long[] behind = new long[STEPS];
    private final long[] started = new long[STEPS];
    private int steps;

    /**
     * Notes a message.
     *
     * @param received when it came, epoch milliseconds of this machine
     * @param newest the newest time in it
     */
    void note(long received, long newest) {
        long difference = received - newest;
        int last = index(steps - 1);
        if (steps > 0 && received - started[last] < STEP_MILLIS && received >= started[last]) {
            behind[last] = Math.min(behind[last], difference);
            return;
        }
        // A pause, or this machine's own clock was set back: what was before tells nothing.
        if (steps > 0 && (received < started[last] || received - started[last] > PAUSE_MILLIS)) {
            steps = 0;
        }
        int next = index(steps);
        behind[next] = difference;
        started[next] = received;
        steps++;
    }

    /** By how many milliseconds the clock is ahead, or, below 0, behind; 0 where it is right or not known. */
    long millis() {
        if (steps == 0) {
            return 0;
        }
        long last = behind[index(steps - 1)];
        if (last < -AHEAD_MILLIS) {
            return -last;
        }
        if (steps < STEPS) {
            return 0;
        }
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (long one : behind) {
            least = Math.min(least, one);
            most = Math.max(most, one);
        }
        return least > BEHIND_MILLIS && most - least <= SPREAD_MILLIS ? -least : 0;
    }

    private static int index(int step) {
        return Math.floorMod(step, STEPS);
    }
}
