package io.isotherm.ingest.simulate;

import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;

/**
 * What turns a true value into readings: a rhythm, noise, and the device's resolution. Remembers its last restart, so
 * it is for one thread.
 */
final class Probe {
    private static final long WEEK = 7 * 86_400_000L;
    // A DS18B20's scratchpad holds 85 °C after power-on until the first conversion (datasheet DS18B20, Memory).
    private static final double POWER_ON = 85;

    private final SensorKey key;
    private final Unit unit;
    private final Model model;
    private final Kind kind;
    private final Link link;
    private final long seed;
    private final long phase;
    private long week = Long.MIN_VALUE;
    private long offFrom;
    private long offTo;

    /**
     * A kind of measuring device.
     *
     * @param interval between readings, ms
     * @param steps how many steps of its resolution make one unit
     * @param noise the deviation of its noise, in its unit
     * @param restarts whether it loses its power once a week and then sends its power-on value
     */
    record Kind(long interval, int steps, double noise, boolean restarts) {
        /** A DS18B20 at 12 bits. */
        static Kind ds18b20(long interval) {
            return new Kind(interval, 16, 0.03, true);
        }
    }

    Probe(long seed, SensorKey key, Unit unit, Model model, Kind kind, Link link) {
        this.key = key;
        this.unit = unit;
        this.model = model;
        this.kind = kind;
        this.link = link;
        this.seed = Chance.seed(seed, key.key());
        this.phase = Math.floorMod(Chance.bits(this.seed, -1), kind.interval());
    }

    SensorKey key() {
        return key;
    }

    Unit unit() {
        return unit;
    }

    Model model() {
        return model;
    }

    long interval() {
        return kind.interval();
    }

    /** The time of the first reading at or after {@code time}. */
    long due(long time) {
        return Math.ceilDiv(time - phase, kind.interval()) * kind.interval() + phase;
    }

    /** Whether there is no reading at {@code time}: it did not get through, or the probe had no power. */
    boolean silent(long time) {
        if (kind.restarts()) {
            findRestart(time);
            if (time >= offFrom && time < offTo) {
                return true;
            }
        }
        return link.loses(time);
    }

    /** What it reads at {@code time} where the truth is {@code value}. */
    double reading(long time, double value) {
        if (kind.restarts() && time >= offTo && time - kind.interval() < offTo) {
            return POWER_ON;
        }
        double noisy = value + kind.noise() * Chance.normal(seed, time);
        double shown = Math.rint(noisy * kind.steps()) / kind.steps();
        // No reading is -0.0, which would be another value than 0 to a store that compares bits.
        double plain = shown + 0.0;
        return key.quantity() == Quantity.HUMIDITY || key.quantity() == Quantity.BATTERY
                ? Math.clamp(plain, 0, 100)
                : plain;
    }

    private void findRestart(long time) {
        long now = Math.floorDiv(time, WEEK);
        if (now != week) {
            week = now;
            // Not so late in the week that the reading after it would fall into the next.
            offFrom = week * WEEK + (long) (Chance.even(seed ^ 1, 2 * week) * (WEEK - 3_600_000));
            offTo = offFrom + (long) Chance.between(seed ^ 1, 2 * week + 1, 60_000, 150_000);
        }
    }
}
