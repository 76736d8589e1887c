package io.isotherm.ingest.sparkplug;

import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.ingest.proto.WireReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One metric of a payload (eclipse/tahu, sparkplug_b.proto, {@code Payload.Metric}).
 *
 * @param name null in a DATA message that uses aliases
 * @param alias null where there is none; unsigned
 * @param time epoch milliseconds; 0 where the metric has none
 * @param datatype 0 where it is not told, as a DATA message may leave it to the birth
 * @param value null for null, and for what is neither a number, nor text, nor a boolean
 * @param unit of the properties: {@code engUnit} and its like
 */
record SparkplugMetric(
        @Nullable String name,
        @Nullable Long alias,
        long time,
        int datatype,
        @Nullable Value value,
        @Nullable String unit) {
    /** More properties of one metric are not read. */
    private static final int MAX_PROPERTIES = 100;

    /** What a metric has as value, as it is on the wire. */
    sealed interface Value {
        /** @param wide whether it came in the field of 64 bits */
        record Whole(long bits, boolean wide) implements Value {}

        record Real(double value) implements Value {}

        record Text(String text) implements Value {}

        record Bool(boolean value) implements Value {}
    }

    static SparkplugMetric read(WireReader reader) throws MalformedProtoException {
        String name = null;
        Long alias = null;
        long time = 0;
        int datatype = 0;
        boolean isNull = false;
        Value value = null;
        String unit = null;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> name = reader.text();
                case 2 -> alias = reader.varint();
                case 3 -> time = reader.varint();
                case 4 -> datatype = (int) reader.varint();
                case 7 -> isNull = reader.bool();
                case 9 -> unit = unit(reader.message());
                case 10 -> value = new Value.Whole(reader.varint() & 0xFFFF_FFFFL, false);
                case 11 -> value = new Value.Whole(reader.varint(), true);
                // The decimal number that the sender meant: 21.3, not 21.299999237060547, which is the same float.
                case 12 -> value = new Value.Real(Double.parseDouble(Float.toString(reader.real32())));
                case 13 -> value = new Value.Real(reader.real64());
                case 14 -> value = new Value.Bool(reader.bool());
                case 15 -> value = new Value.Text(reader.text());
                case 16, 17, 18, 19 -> value = null;
                default -> {}
            }
        }
        return new SparkplugMetric(
                name == null || name.isEmpty() ? null : name, alias, time, datatype, isNull ? null : value, unit);
    }

    /** The first of the common names for a unit among the properties. */
    private static @Nullable String unit(WireReader properties) throws MalformedProtoException {
        List<String> keys = new ArrayList<>();
        List<WireReader> values = new ArrayList<>();
        while (properties.next()) {
            if (properties.field() == 1 && keys.size() < MAX_PROPERTIES) {
                keys.add(properties.text());
            } else if (properties.field() == 2 && values.size() < MAX_PROPERTIES) {
                values.add(properties.message());
            }
        }
        for (int i = 0; i < Math.min(keys.size(), values.size()); i++) {
            String key = keys.get(i);
            if (key.equalsIgnoreCase("engUnit") || key.equalsIgnoreCase("unit") || key.equalsIgnoreCase("units")) {
                for (WireReader value = values.get(i); value.next(); ) {
                    if (value.field() == 8) {
                        return value.text();
                    }
                }
            }
        }
        return null;
    }

    /**
     * The number that the value is, by the data type: on the wire a negative whole number is a large positive one.
     * NaN where the sender sent that; null where it is no number.
     *
     * @param type as {@link #datatype}
     * @throws IllegalArgumentException with a sentence for the sender, where it could be two numbers
     */
    static @Nullable Double number(Value value, int type) {
        return switch (value) {
            case Value.Real real -> real.value;
            case Value.Whole whole -> whole(whole, type);
            case Value.Text _, Value.Bool _ -> null;
        };
    }

    private static @Nullable Double whole(Value.Whole whole, int type) {
        long bits = whole.bits;
        return switch (type) {
            case 1 -> (double) (byte) bits;
            case 2 -> (double) (short) bits;
            case 3 -> (double) (int) bits;
            case 4 -> whole.wide ? (double) bits : (double) (int) bits;
            case 5 -> (double) (bits & 0xFF);
            case 6 -> (double) (bits & 0xFFFF);
            case 7 -> (double) (bits & 0xFFFF_FFFFL);
            case 8 -> bits >= 0 ? (double) bits : (bits >>> 1 | (bits & 1)) * 2.0;
            case 0 -> {
                if (bits < 0 || bits > Integer.MAX_VALUE) {
                    throw new IllegalArgumentException("it has no data type, and without one the number "
                            + Long.toUnsignedString(bits) + " could be a negative one.");
                }
                yield (double) bits;
            }
            // A time, a boolean, what is no number.
            default -> null;
        };
    }
}
