package io.isotherm.store;

import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Readings as values that tests can compare and print: to the bit. */
public final class Readings {
    public static final int GOOD = Flags.of(Flags.GOOD, Unit.CELSIUS);
    public static final int FAULT = Flags.of(Flags.SENSOR_FAULT, Unit.CELSIUS);

    private Readings() {}

    public record Reading(int sensor, long time, long bits, int flags) {
        public static Reading of(int sensor, long time, double value, int flags) {
            return new Reading(sensor, time, Double.doubleToRawLongBits(value), flags);
        }

        public static Reading of(int sensor, long time, double value) {
            return of(sensor, time, value, GOOD);
        }

        public double value() {
            return Double.longBitsToDouble(bits);
        }

        /** The one to keep of two with this identity, by the rule that the store's Javadoc states. */
        public Reading against(Reading other) {
            return Conflict.wins(bits, flags, other.bits, other.flags) ? this : other;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%d@%d=%s(%x) flags %x", sensor, time, value(), bits, flags);
        }
    }

    public static ReadingBatch batch(List<Reading> readings) {
        ReadingBatch.Builder batch = new ReadingBatch.Builder(readings.size());
        for (Reading reading : readings) {
            batch.add(reading.sensor(), reading.time(), reading.value(), reading.flags());
        }
        return batch.build();
    }

    public static ReadingBatch batch(Reading... readings) {
        return batch(List.of(readings));
    }

    public static List<Reading> list(ReadingBatch batch) {
        List<Reading> readings = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            readings.add(Reading.of(batch.sensor(i), batch.time(i), batch.value(i), batch.flags(i)));
        }
        return readings;
    }

    public static List<Reading> range(ReadingStore store, int sensor, long from, long to) {
        List<Reading> readings = new ArrayList<>();
        store.read(sensor, from, to, piece -> readings.addAll(list(piece)));
        return readings;
    }

    public static List<Reading> all(ReadingStore store, int sensor) {
        return range(store, sensor, Long.MIN_VALUE, Long.MAX_VALUE);
    }
}
