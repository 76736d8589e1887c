package io.isotherm.api;

import io.isotherm.live.LatestValues;
import io.isotherm.model.Sensor;
import java.time.Duration;

/** From when on a stretch without readings is a gap. */
final class Gaps {
    private static final int INTERVALS = 3;
    private static final long LEAST = Duration.ofSeconds(1).toMillis();

    /** For a sensor whose interval is neither set nor learned. */
    private static final long UNKNOWN = Duration.ofMinutes(15).toMillis();

    private Gaps() {}

    /** Milliseconds. */
    static long after(LatestValues latest, Sensor sensor) {
        Long interval = latest.interval(sensor);
        return interval == null ? UNKNOWN : Math.max(LEAST, INTERVALS * interval);
    }
}
