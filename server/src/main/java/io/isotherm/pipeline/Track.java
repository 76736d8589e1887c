package io.isotherm.pipeline;

import io.isotherm.model.Flags;

/**
 * One temperature sensor's readings as they follow each other in time, and which of them cannot be right. All values are
 * in °C.
 */
final class Track {
    /**
     * What a DS18B20 has in its scratchpad before the first conversion (data sheet, table 1, note: power-on reset
     * value).
     */
    private static final double POWER_ON = 85.0;

    /** What the common libraries give when a DS18B20 does not answer. */
    private static final double NO_ANSWER = -127.0;

    /** A sensor that was within so many kelvins of 85 °C may well have reached it. */
    private static final double NEAR = 5.0;

    /**
     * A change of so much, and of so much more each second since the last good reading, is possible: a thin probe that is
     * plunged from boiling into ice water stays below it within some ten seconds.
     */
    private static final double STEP = 10.0;

    private static final double STEP_PER_SECOND = 5.0;

    /** The same value for so long is none that is measured: the last digit of a fine sensor does not rest for a day. */
    private static final long STUCK_FINE = 24 * 3_600_000L;

    /** Likewise for one that is not known to have steps below {@link #FINE}: it may rest in a well kept cold store. */
    private static final long STUCK_COARSE = 7 * STUCK_FINE;

    private static final double FINE = 0.2;

    /** Fewer readings of the same value are not called stuck, however far apart. */
    private static final int STUCK_READINGS = 100;

    private long time = Long.MIN_VALUE;
    private double value = Double.NaN;
    private int verdict;

    private double good = Double.NaN;
    private long goodTime;

    // The last reading that was too far from the good one: when the next agrees with it, it was right after all.
    private double leapt = Double.NaN;
    private long leaptTime;

    private long sameSince;
    private int same;
    private double finest = Double.POSITIVE_INFINITY;

    /** The time of the last reading, epoch milliseconds; {@link Long#MIN_VALUE} before the first. */
    long time() {
        return time;
    }

    /**
     * A track that goes on where another one ended, of which the last reading is known.
     *
     * @param quality its quality bits. A value that was stuck still is; since when one that was not is the same is not known
     */
    static Track after(double last, long at, int quality) {
        Track track = new Track();
        track.time = at;
        track.value = last;
        track.verdict = quality & ~Flags.BEYOND_SENSOR;
        boolean stuck = track.verdict == Flags.STUCK;
        if (track.verdict == Flags.GOOD || stuck) {
            track.good = last;
            track.goodTime = at;
            track.same = stuck ? STUCK_READINGS : 1;
            track.sameSince = stuck ? at - STUCK_COARSE : at;
        }
        return track;
    }

    /** The quality bits of the next reading, which is not older than the last. */
    int judge(double next, long at) {
        if (at == time && next == value) {
            return verdict; // the same again
        }
        verdict = verdict(next, at);
        time = at;
        value = next;
        return verdict;
    }

    private int verdict(double next, long at) {
        if (next == NO_ANSWER) {
            return Flags.SENSOR_FAULT;
        }
        if (next == POWER_ON && !(Math.abs(good - POWER_ON) <= NEAR)) {
            return Flags.POWER_ON;
        }
        if (!isPossible(good, goodTime, next, at) && !isPossible(leapt, leaptTime, next, at)) {
            leapt = next;
            leaptTime = at;
            return Flags.JUMP;
        }
        leapt = Double.NaN;
        return isStuck(next, at) ? Flags.STUCK : Flags.GOOD;
    }

    // Nothing is known against the first reading; after a leap, only against one that was taken for good.
    private boolean isPossible(double from, long since, double to, long at) {
        if (Double.isNaN(from)) {
            return Double.isNaN(good);
        }
        double seconds = Math.max(0, at - since) / 1_000.0;
        return Math.abs(to - from) <= STEP + STEP_PER_SECOND * seconds;
    }

    private boolean isStuck(double next, long at) {
        if (next == good) {
            same++;
        } else {
            finest = Double.isNaN(good) ? finest : Math.min(finest, Math.abs(next - good));
            same = 1;
            sameSince = at;
        }
        good = next;
        goodTime = at;
        long limit = finest < FINE ? STUCK_FINE : STUCK_COARSE;
        return same >= STUCK_READINGS && at - sameSince >= limit;
    }
}
