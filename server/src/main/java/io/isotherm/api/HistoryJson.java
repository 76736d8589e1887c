package io.isotherm.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import io.isotherm.store.Buckets;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** History as JSON columns. */
final class HistoryJson {
    private HistoryJson() {}

    /**
     * @param width of a bucket, milliseconds
     * @param now gaps end here: what has not happened yet is not missing
     * @param gapAfter as in the query
     */
    static Buffer buckets(Sensor sensor, Unit unit, Buckets buckets, long width, long now, long gapAfter) {
        return Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("sensor", sensor.id());
            json.writeStringField("unit", unit.symbol());
            json.writeNumberField("resolution", width);
            longs(json, "t", buckets.times());
            doubles(json, "min", buckets.min());
            doubles(json, "max", buckets.max());
            doubles(json, "mean", buckets.mean());
            longs(json, "count", buckets.count());
            longs(json, "flagged", buckets.flagged());
            json.writeArrayFieldStart("gaps");
            long[] gaps = buckets.gaps();
            for (int i = 0; i < gaps.length; i += 2) {
                long to = Math.min(gaps[i + 1], now);
                if (to == gaps[i + 1] || to - gaps[i] > gapAfter) {
                    json.writeStartArray();
                    json.writeNumber(gaps[i]);
                    json.writeNumber(to);
                    json.writeEndArray();
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void longs(JsonGenerator json, String name, long[] column) throws IOException {
        json.writeFieldName(name);
        json.writeArray(column, 0, column.length);
    }

    private static void doubles(JsonGenerator json, String name, double[] column) throws IOException {
        json.writeArrayFieldStart(name);
        for (double value : column) {
            Json.number(json, value);
        }
        json.writeEndArray();
    }

    /** The columns of raw readings, in the order of the answer. */
    enum Column {
        T,
        V,
        Q
    }

    /** A part of one column, without brackets; with a comma before it unless it is the column's first. */
    static Buffer part(Values values, ReadingBatch readings, int from, int to, Column column) {
        StringBuilder text = new StringBuilder((to - from) * 14);
        for (int i = from; i < to; i++) {
            if (i > 0) {
                text.append(',');
            }
            switch (column) {
                case T -> text.append(readings.time(i));
                case V -> {
                    double value = values.of(readings, i);
                    if (Double.isFinite(value)) {
                        text.append(value);
                    } else {
                        text.append("null");
                    }
                }
                case Q -> text.append(Flags.quality(readings.flags(i)));
            }
        }
        return Buffer.buffer(text.toString());
    }
}
