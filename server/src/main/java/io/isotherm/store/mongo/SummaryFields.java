package io.isotherm.store.mongo;

import io.isotherm.store.StoreException;
import io.isotherm.store.series.Summary;
import java.util.function.Supplier;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;

/**
 * A summary's fields in a document. What MongoDB's own aggregations cannot tell from a number is kept from them: NaN,
 * which {@code $min} takes for the least of all, is a field that is not there; minimum, maximum and sum of mixed units
 * are a level deeper.
 */
final class SummaryFields {
    private static final long NAN = Double.doubleToRawLongBits(Double.NaN);
    private static final int ALL = (1 << 9) - 1;

    private int seen;
    private int count;
    private int good;
    private int unit;
    private double min = Double.NaN;
    private double max = Double.NaN;
    private double sum;
    private final Point first = new Point();
    private final Point last = new Point();
    private long gapFrom;
    private long gap;
    private long nextGap;

    /** A reading. */
    private static final class Point {
        long time;
        double value;
        int flags;

        void read(BsonReader in) {
            in.readStartDocument();
            while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
                switch (in.readName()) {
                    case "t" -> time = in.readDateTime();
                    case "v" -> value = real(in);
                    case "q" -> flags = (int) whole(in);
                    default -> in.skipValue();
                }
            }
            in.readEndDocument();
        }
    }

    static void write(BsonWriter out, Summary summary) {
        out.writeInt32("n", summary.count());
        out.writeInt32("good", summary.good());
        out.writeInt32("flagged", summary.count() - summary.good());
        out.writeInt32("u", summary.unit());
        if (summary.unit() == Summary.MIXED) {
            out.writeStartDocument("mixed");
            writeValues(out, summary);
            out.writeEndDocument();
        } else {
            writeValues(out, summary);
        }
        writePoint(out, "first", summary.firstTime(), summary.firstValue(), summary.firstFlags());
        writePoint(out, "last", summary.lastTime(), summary.lastValue(), summary.lastFlags());
        out.writeDateTime("gapFrom", summary.gapFrom());
        out.writeInt64("gap", summary.gap());
        out.writeInt64("nextGap", summary.nextGap());
    }

    private static void writeValues(BsonWriter out, Summary summary) {
        // Another NaN than the usual one is written as it is: nothing is altered.
        if (Double.doubleToRawLongBits(summary.min()) != NAN) {
            out.writeDouble("min", summary.min());
        }
        if (Double.doubleToRawLongBits(summary.max()) != NAN) {
            out.writeDouble("max", summary.max());
        }
        out.writeDouble("sum", summary.sum());
    }

    private static void writePoint(BsonWriter out, String name, long time, double value, int flags) {
        out.writeStartDocument(name);
        out.writeDateTime("t", time);
        out.writeDouble("v", value);
        out.writeInt32("q", flags);
        out.writeEndDocument();
    }

    /** Takes in a field, or passes over one that is not of a summary. */
    void field(BsonReader in, String name) {
        switch (name) {
            case "n" -> count = (int) whole(in, 0);
            case "good" -> good = (int) whole(in, 1);
            case "u" -> unit = (int) whole(in, 2);
            case "min" -> min = real(in);
            case "max" -> max = real(in);
            case "sum" -> {
                sum = real(in);
                seen |= 1 << 3;
            }
            case "mixed" -> {
                in.readStartDocument();
                while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
                    field(in, in.readName());
                }
                in.readEndDocument();
            }
            case "first" -> {
                first.read(in);
                seen |= 1 << 4;
            }
            case "last" -> {
                last.read(in);
                seen |= 1 << 5;
            }
            case "gapFrom" -> {
                gapFrom = in.readDateTime();
                seen |= 1 << 6;
            }
            case "gap" -> gap = whole(in, 7);
            case "nextGap" -> nextGap = whole(in, 8);
            default -> in.skipValue();
        }
    }

    private long whole(BsonReader in, int field) {
        seen |= 1 << field;
        return whole(in);
    }

    /** A whole number, whatever the type that a tool gave it. */
    static long whole(BsonReader in) {
        return switch (in.getCurrentBsonType()) {
            case INT32 -> in.readInt32();
            case DOUBLE -> (long) in.readDouble();
            default -> in.readInt64();
        };
    }

    private static double real(BsonReader in) {
        return switch (in.getCurrentBsonType()) {
            case INT32 -> in.readInt32();
            case INT64 -> in.readInt64();
            default -> in.readDouble();
        };
    }

    boolean isEmpty() {
        return seen == 0;
    }

    Summary summary(Supplier<StoreException> damaged) {
        if (seen != ALL) {
            throw damaged.get();
        }
        return new Summary(
                count,
                good,
                unit,
                min,
                max,
                sum,
                first.time,
                first.value,
                first.flags,
                last.time,
                last.value,
                last.flags,
                gapFrom,
                gap,
                nextGap);
    }
}
