package io.isotherm.pipeline;

import io.isotherm.model.Flags;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.IncomingBatch.Refusal;
import io.isotherm.model.Quantity;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A message on its way. */
final class Pending {
    static final Pending END = new Pending(new IncomingBatch.Builder().build(), 0, Newcomers.WELCOME);

    final IncomingBatch batch;
    final long received;
    final Newcomers newcomers;
    final MessageTrace trace = MessageTrace.begin();
    final CompletableFuture<List<Refusal>> done = new CompletableFuture<>();
    private final @Nullable Sensor[] sensors;
    // Why nothing is kept of a key; null where nothing stands against any.
    private @Nullable String @Nullable [] refused;
    // Single readings of which the sensor's unit tells that they cannot be.
    private final List<Refusal> impossible = new ArrayList<>();

    Pending(IncomingBatch batch, long received, Newcomers newcomers) {
        this.batch = batch;
        this.received = received;
        this.newcomers = newcomers;
        this.sensors = new Sensor[batch.keys().size()];
    }

    long firstTime() {
        return batch.size() == 0 || batch.time(0) == IncomingBatch.NO_TIME ? received : batch.time(0);
    }

    /** Looks the keys up; false when one is unknown. */
    boolean resolve(KnownSensors known) {
        boolean all = true;
        for (int k = 0; k < sensors.length; k++) {
            Sensor sensor = known.byKey(key(k));
            if (sensor == null) {
                all = false;
            } else {
                resolve(k, sensor);
            }
        }
        return all;
    }

    /** Keeps nothing of a key, for a reason; null where nothing stands against it. */
    void refuse(int k, @Nullable String reason) {
        if (reason != null) {
            if (refused == null) {
                refused = new String[sensors.length];
            }
            refused[k] = reason;
        }
    }

    void complete() {
        List<Refusal> refusals = new ArrayList<>(impossible);
        for (int i = 0; refused != null && i < batch.size(); i++) {
            String reason = refused[batch.key(i)];
            if (reason != null) {
                refusals.add(new Refusal(batch.item(i), reason));
            }
        }
        done.complete(refusals);
    }

    /** How many keys it has, each once. */
    int keys() {
        return sensors.length;
    }

    SensorKey key(int k) {
        return batch.keys().get(k);
    }

    void resolve(int k, Sensor sensor) {
        sensors[k] = sensor;
        refuse(k, Newcomers.refusal(sensor));
    }

    /** For each key the unit of its first reading, which a new sensor shows its values in; null where it has none. */
    @Nullable
    Unit[] units() {
        @Nullable Unit[] units = new Unit[sensors.length];
        for (int i = batch.size() - 1; i >= 0; i--) {
            Unit unit = batch.unit(i);
            if (unit != null) {
                units[batch.key(i)] = unit;
            }
        }
        return units;
    }

    ReadingBatch flagged(Quality quality) {
        int size = 0;
        int[] numbers = new int[batch.size()];
        long[] times = new long[batch.size()];
        double[] values = new double[batch.size()];
        int[] flags = new int[batch.size()];
        for (int i = 0; i < batch.size(); i++) {
            if (refused != null && refused[batch.key(i)] != null) {
                continue;
            }
            Sensor sensor = sensors[batch.key(i)];
            if (sensor == null) {
                throw new IllegalStateException("unresolved key " + batch.keys().get(batch.key(i)));
            }
            Unit sent = batch.unit(i);
            Unit unit = sent == null ? sensor.unit() : sent;
            if (sent == null && isBelowAbsoluteZero(sensor, batch.value(i))) {
                impossible.add(new Refusal(
                        batch.item(i),
                        batch.value(i) + " is below absolute zero in " + unit.symbol()
                                + ", the sensor's unit: send the value's \"unit\" if it has another."));
                continue;
            }
            numbers[size] = sensor.number();
            times[size] = batch.time(i) == IncomingBatch.NO_TIME ? received : batch.time(i);
            values[size] = batch.value(i);
            flags[size] = Flags.of(quality.judge(sensor, batch.value(i), unit, times[size]), unit);
            size++;
        }
        return ReadingBatch.of(size, numbers, times, values, flags);
    }

    private static boolean isBelowAbsoluteZero(Sensor sensor, double value) {
        return sensor.quantity() == Quantity.TEMPERATURE
                && sensor.unit().convertsTo(Unit.CELSIUS)
                && Quantity.TEMPERATURE.isBelow(sensor.unit().convert(value, Unit.CELSIUS));
    }
}
