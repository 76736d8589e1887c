package io.isotherm.live;

import io.isotherm.catalog.Catalog;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * The text of a frame: {@code {"s":[sensor number…],"t":[epoch ms…],"v":[value…],"q":[quality bits…],"now":ms}}, columns
 * of equal length, each value in its sensor's unit, null where it is not a finite number. {@code "gap":true} is added
 * where readings were left out.
 */
final class Frame {
    private Frame() {}

    /**
     * Encodes readings; those of sensors that the catalogue does not know (any more) are left out.
     *
     * @param now the server's clock, by which a page computes ages
     */
    static Buffer encode(ReadingBatch readings, Catalog catalog, long now, boolean gap) {
        StringBuilder s = new StringBuilder(32 + readings.size() * 48).append("{\"s\":[");
        StringBuilder t = new StringBuilder(readings.size() * 14).append("],\"t\":[");
        StringBuilder v = new StringBuilder(readings.size() * 8).append("],\"v\":[");
        StringBuilder q = new StringBuilder(readings.size() * 2).append("],\"q\":[");
        String separator = "";
        for (int i = 0; i < readings.size(); i++) {
            Sensor sensor = catalog.byNumber(readings.sensor(i));
            if (sensor == null) {
                continue;
            }
            int flags = readings.flags(i);
            s.append(separator).append(sensor.number());
            t.append(separator).append(readings.time(i));
            v.append(separator);
            appendValue(v, shown(readings.value(i), Flags.unit(flags), sensor.unit()));
            q.append(separator).append(Flags.quality(flags));
            separator = ",";
        }
        s.append(t).append(v).append(q).append("],\"now\":").append(now);
        if (gap) {
            s.append(",\"gap\":true");
        }
        return Buffer.buffer(s.append('}').toString().getBytes(StandardCharsets.UTF_8));
    }

    // A value whose unit does not convert to the sensor's cannot be shown as one of it.
    private static double shown(double value, Unit sent, Unit unit) {
        return sent.convertsTo(unit) ? sent.convert(value, unit) : Double.NaN;
    }

    private static void appendValue(StringBuilder to, double value) {
        if (!Double.isFinite(value)) {
            to.append("null");
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            to.append((long) value);
        } else {
            to.append(value);
        }
    }
}
