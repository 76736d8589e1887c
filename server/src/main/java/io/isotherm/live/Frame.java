package io.isotherm.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.isotherm.calibration.Corrected;
import io.isotherm.catalog.Catalog;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.vertx.core.buffer.Buffer;

/**
 * The text of a frame: {@code {"s":[sensor number…],"t":[epoch ms…],"v":[value…],"q":[quality bits…],"now":ms}}, columns
 * of equal length, each value corrected and in its sensor's unit, null where
 * it is not a finite number. {@code "gap":true} is added
 * where readings were left out.
 */
final class Frame {
    private static final byte[] S = "{\"s\":[".getBytes(ISO_8859_1);
    private static final byte[] T = "],\"t\":[".getBytes(ISO_8859_1);
    private static final byte[] V = "],\"v\":[".getBytes(ISO_8859_1);
    private static final byte[] Q = "],\"q\":[".getBytes(ISO_8859_1);

    private Frame() {}

    /**
     * Encodes readings; those of sensors that the catalogue does not know (any more) are left out.
     *
     * @param now the server's clock, by which a page computes ages
     */
    static Buffer encode(ReadingBatch readings, Catalog catalog, long now, boolean gap) {
        int size = readings.size();
        Column s = new Column(size, 6);
        Column t = new Column(size, 14);
        Column v = new Column(size, 8);
        Column q = new Column(size, 2);
        for (int i = 0; i < size; i++) {
            Sensor sensor = catalog.byNumber(readings.sensor(i));
            if (sensor == null) {
                continue;
            }
            int flags = readings.flags(i);
            s.add(sensor.number());
            t.add(readings.time(i));
            v.add(Corrected.value(sensor, readings.time(i), readings.value(i), flags, sensor.unit()));
            q.add(Flags.quality(flags));
        }
        byte[] end = ("],\"now\":" + now + (gap ? ",\"gap\":true}" : "}")).getBytes(ISO_8859_1);
        byte[] text = new byte
                [S.length + s.size() + T.length + t.size() + V.length + v.size() + Q.length + q.size() + end.length];
        int at = s.copyTo(text, put(S, text, 0));
        at = t.copyTo(text, put(T, text, at));
        at = v.copyTo(text, put(V, text, at));
        at = q.copyTo(text, put(Q, text, at));
        put(end, text, at);
        return Buffer.buffer(text);
    }

    private static int put(byte[] part, byte[] text, int at) {
        System.arraycopy(part, 0, text, at, part.length);
        return at + part.length;
    }
}
