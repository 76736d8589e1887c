package io.isotherm.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a parser made of one message: readings as columns, each with the sender's name of the sensor instead of the
 * sensor's number, the items that could not be understood, and what it tells of sensors and devices besides. Not changed
 * after it was built.
 */
public final class IncomingBatch {
    /** The time of a reading that came without one: the moment of receipt is taken. */
    public static final long NO_TIME = Long.MIN_VALUE;

    private final List<SensorKey> keys;
    private final int size;
    private final int[] key;
    private final long[] times;
    private final double[] values;
    private final @Nullable Unit[] units;
    private final int[] items;
    private final List<Refusal> refusals;
    private final List<SensorHint> hints;
    private final List<DeviceNote> notes;
    private final @Nullable Message message;

    private IncomingBatch(Builder builder) {
        keys = List.copyOf(builder.keys);
        size = builder.size;
        key = builder.key;
        times = builder.times;
        values = builder.values;
        units = builder.units;
        items = builder.items;
        refusals = List.copyOf(builder.refusals);
        hints = List.copyOf(builder.hints);
        notes = List.copyOf(builder.notes);
        message = null;
    }

    private IncomingBatch(IncomingBatch batch, @Nullable Message message) {
        keys = batch.keys;
        size = batch.size;
        key = batch.key;
        times = batch.times;
        values = batch.values;
        units = batch.units;
        items = batch.items;
        refusals = batch.refusals;
        hints = batch.hints;
        notes = batch.notes;
        this.message = message;
    }

    /** The same, with the message that it was made of. */
    public IncomingBatch of(Message message) {
        return new IncomingBatch(this, message);
    }

    /** The same, which does not keep its message in memory. */
    public IncomingBatch withoutMessage() {
        return message == null ? this : new IncomingBatch(this, null);
    }

    /** What a message amounts to that could not be read at all. */
    public static IncomingBatch unreadable(Message message, String detail) {
        return new Builder()
                .refuse(new Refusal(0, detail, Refusal.Kind.UNREADABLE))
                .build()
                .of(message);
    }

    public int size() {
        return size;
    }

    /** The keys, to which {@link #key} points: each once, as far as the parser could tell. */
    public List<SensorKey> keys() {
        return keys;
    }

    /** The index in {@link #keys()} of reading {@code i}. */
    public int key(int i) {
        return key[i];
    }

    /** Epoch milliseconds, or {@link #NO_TIME}. */
    public long time(int i) {
        return times[i];
    }

    public double value(int i) {
        return values[i];
    }

    /** The unit that came with the value; null means the sensor's own. */
    public @Nullable Unit unit(int i) {
        return units[i];
    }

    /** The position in the message of the item that reading {@code i} came from, from 0. */
    public int item(int i) {
        return items[i];
    }

    /** What could not be understood, in the message's order. */
    public List<Refusal> refusals() {
        return refusals;
    }

    /** What the message tells of sensors apart from readings; of any sensors, with readings in this message or not. */
    public List<SensorHint> hints() {
        return hints;
    }

    /** What the message tells of devices apart from readings. */
    public List<DeviceNote> notes() {
        return notes;
    }

    /** The message that it was made of; null where there was none, as for the program's own sources. */
    public @Nullable Message message() {
        return message;
    }

    /**
     * An item that is not kept.
     *
     * @param item its position in the message, from 0
     * @param detail a sentence for the sender: what is wrong and what is allowed
     */
    public record Refusal(int item, String detail, Kind kind) {
        /** What is wrong, roughly. */
        public enum Kind {
            /** The item itself. */
            UNFIT,
            /** The whole message cannot be read. */
            UNREADABLE,
            /** The sender may not send it. */
            NOT_ALLOWED
        }

        /** One that is {@link Kind#UNFIT}. */
        public Refusal(int item, String detail) {
            this(item, detail, Kind.UNFIT);
        }
    }

    /** Collects readings and refusals; grows as needed. Not thread-safe. */
    public static final class Builder {
        private final List<SensorKey> keys = new ArrayList<>();
        private final Map<SensorKey, Integer> indexes = new HashMap<>();
        private final List<Refusal> refusals = new ArrayList<>();
        private final List<SensorHint> hints = new ArrayList<>();
        private final List<DeviceNote> notes = new ArrayList<>();
        private int size;
        private int[] key;
        private long[] times;
        private double[] values;
        private @Nullable Unit[] units;
        private int[] items;

        public Builder() {
            this(16);
        }

        /** @param readings how many are expected, at least 1 */
        public Builder(int readings) {
            key = new int[readings];
            times = new long[readings];
            values = new double[readings];
            units = new Unit[readings];
            items = new int[readings];
        }

        /** @param time epoch milliseconds, or {@link #NO_TIME} */
        public Builder add(SensorKey sensor, long time, double value, @Nullable Unit unit, int item) {
            return add(key(sensor), time, value, unit, item);
        }

        /** @param sensor what {@link #key} or {@link #newKey} gave */
        public Builder add(int sensor, long time, double value, @Nullable Unit unit, int item) {
            if (size == key.length) {
                int larger = size * 2;
                key = Arrays.copyOf(key, larger);
                times = Arrays.copyOf(times, larger);
                values = Arrays.copyOf(values, larger);
                units = Arrays.copyOf(units, larger);
                items = Arrays.copyOf(items, larger);
            }
            key[size] = sensor;
            times[size] = time;
            values[size] = value;
            units[size] = unit;
            items[size] = item;
            size++;
            return this;
        }

        /** The sensor's index in {@link IncomingBatch#keys}, where it is added unless {@link #key} was asked before. */
        public int key(SensorKey sensor) {
            Integer index = indexes.get(sensor);
            if (index == null) {
                index = newKey(sensor);
                indexes.put(sensor, index);
            }
            return index;
        }

        /** Likewise, for a caller that keeps the indexes itself and knows that this key is new. */
        public int newKey(SensorKey sensor) {
            keys.add(sensor);
            return keys.size() - 1;
        }

        public int keyCount() {
            return keys.size();
        }

        /** Sets the time of the readings from index {@code from} on: epoch milliseconds, or {@link #NO_TIME}. */
        public Builder setTimes(int from, long time) {
            Arrays.fill(times, from, size, time);
            return this;
        }

        /** Takes back the readings and keys beyond so many of each. */
        public Builder cut(int readings, int keyCount) {
            size = Math.min(size, readings);
            while (keys.size() > keyCount) {
                indexes.remove(keys.removeLast());
            }
            return this;
        }

        public Builder refuse(int item, String detail) {
            return refuse(new Refusal(item, detail));
        }

        public Builder refuse(Refusal refusal) {
            refusals.add(refusal);
            return this;
        }

        public Builder hint(SensorHint hint) {
            hints.add(hint);
            return this;
        }

        public Builder note(DeviceNote note) {
            notes.add(note);
            return this;
        }

        public int size() {
            return size;
        }

        public IncomingBatch build() {
            return new IncomingBatch(this);
        }
    }
}
