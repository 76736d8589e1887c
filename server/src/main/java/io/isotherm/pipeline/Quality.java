package io.isotherm.pipeline;

import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges readings as they come in. Remembers what came before of each sensor, so one instance sees all readings; not
 * thread-safe. Readings that are older than what came before, such as a repeated import, are held against each other and
 * not against the present, so that they are judged as they were the first time.
 */
final class Quality {
    /** So many sensors' older readings are followed at a time; the one that was longest without is forgotten. */
    static final int LATE_SENSORS = 10_000;

    private Track[] tracks = new Track[64];

    private final Map<Integer, Track> late = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Track> eldest) {
            return size() > LATE_SENSORS;
        }
    };

    /**
     * Goes on from a sensor's newest reading, as it was kept by whoever judged before.
     *
     * @param flags its quality and its unit, as {@link Flags} has them
     */
    void remember(Sensor sensor, double value, int flags, long time) {
        Unit unit = Flags.unit(flags);
        Unit base = Quantity.TEMPERATURE.unit();
        if (sensor.quantity() == Quantity.TEMPERATURE && Double.isFinite(value) && unit.convertsTo(base)) {
            reserve(sensor.number());
            if (tracks[sensor.number()] != null) {
                return; // it has sent since
            }
            tracks[sensor.number()] = Track.after(unit.convert(value, base), time, Flags.quality(flags));
        }
    }

    /**
     * The quality bits ({@link Flags}) of a reading.
     *
     * @param unit what the value was sent in
     * @param time epoch milliseconds
     */
    int judge(Sensor sensor, double value, Unit unit, long time) {
        if (!Double.isFinite(value)) {
            return Flags.SENSOR_FAULT;
        }
        Quantity quantity = sensor.quantity();
        double base = unit.convertsTo(quantity.unit()) ? unit.convert(value, quantity.unit()) : value;
        if (base < quantity.least() || base > quantity.most()) {
            return Flags.OUT_OF_RANGE;
        }
        int verdict =
                quantity == Quantity.TEMPERATURE ? track(sensor.number(), time).judge(base, time) : Flags.GOOD;
        return verdict | range(sensor, value, unit);
    }

    // In the sensor's own unit, as people set it.
    private static int range(Sensor sensor, double value, Unit unit) {
        Double lowest = sensor.details().lowest();
        Double highest = sensor.details().highest();
        if ((lowest == null && highest == null) || !unit.convertsTo(sensor.unit())) {
            return Flags.GOOD;
        }
        double own = unit.convert(value, sensor.unit());
        return (lowest != null && own < lowest) || (highest != null && own > highest)
                ? Flags.BEYOND_SENSOR
                : Flags.GOOD;
    }

    private Track track(int number, long time) {
        reserve(number);
        @Nullable Track track = tracks[number];
        if (track == null) {
            track = new Track();
            tracks[number] = track;
        }
        if (time >= track.time()) {
            return track;
        }
        Track older = late.computeIfAbsent(number, _ -> new Track());
        if (time < older.time()) {
            older = new Track();
            late.put(number, older);
        }
        return older;
    }

    private void reserve(int number) {
        if (number >= tracks.length) {
            tracks = Arrays.copyOf(tracks, number + (number >> 1) + 1);
        }
    }

    /** How many sensors' older readings are followed now. */
    int lateSensors() {
        return late.size();
    }
}
