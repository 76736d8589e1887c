package io.isotherm.ingest.line;

import io.isotherm.ingest.line.Series.Field;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.SensorKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One body's way through the parser, from its first byte to its last. */
final class LineScan {
    /** So many refusals quote what they are about; in a body of nothing else that would take more than the body. */
    private static final int MOST_QUOTED = 100;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = ONES << 7;

    private final byte[] text;
    private final int length;
    private final Precision precision;
    private final SeriesCache cache;
    private final SeriesCache.Table table;
    private final SensorNaming naming;
    private final Slots slots;
    private final IncomingBatch.Builder batch;
    private final LineNumber number = new LineNumber();

    private int at;
    /** Of the physical line in which the point begins, from 0. */
    private int line;
    /** Line breaks within the point's strings. */
    private int breaks;

    private @Nullable Series before;
    private int refused;
    /** The numbers of sensors that are in the batch since this line. */
    private int[] fresh = new int[8];

    private int freshCount;

    LineScan(
            byte[] text,
            int length,
            Precision precision,
            SeriesCache cache,
            SeriesCache.Table table,
            SensorNaming naming,
            Slots slots) {
        this.text = text;
        this.length = length;
        this.precision = precision;
        this.cache = cache;
        this.table = table;
        this.naming = naming;
        this.slots = slots;
        // About what a point with one field and its time takes; grows where that was too few.
        this.batch = new IncomingBatch.Builder(Math.min(length / 64 + 16, 16_384));
    }

    /** Why a line is not taken. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        final String reason;
        final boolean inString;

        Malformed(String reason, boolean inString) {
            super(reason, null, false, false);
            this.reason = reason;
            this.inString = inString;
        }
    }

    IncomingBatch scan() throws LineLimitException {
        while (at < length) {
            switch (text[at]) {
                case '\n' -> {
                    line++;
                    at++;
                }
                case ' ', '\t', '\r' -> at++;
                case '#' -> at = lineEnd(at);
                default -> line();
            }
        }
        return batch.build();
    }

    private void line() throws LineLimitException {
        int start = at;
        int readings = batch.size();
        int keys = batch.keyCount();
        breaks = 0;
        freshCount = 0;
        try {
            point();
            if (at - start > LineParser.MOST_LINE) {
                throw fault("The line has more than " + LineParser.MOST_LINE + " bytes.");
            }
        } catch (Malformed e) {
            batch.cut(readings, keys);
            for (int i = 0; i < freshCount; i++) {
                slots.forget(fresh[i]);
            }
            batch.refuse(line, e.reason);
            refused++;
            if (e.inString) {
                breaks = 0;
                at = lineEnd(start);
            } else {
                at = restEnd(at);
            }
        }
        // The line break itself is counted by the caller.
        line += breaks;
        if (batch.size() > LineParser.MOST_READINGS || line > LineParser.MOST_READINGS) {
            throw new LineLimitException("A body has at most " + LineParser.MOST_READINGS
                    + " readings, and as many lines: send several bodies.");
        }
    }

    private void point() throws Malformed {
        int start = at;
        Series guess = before == null ? null : before.next();
        Series series;
        if (guess != null && guess.isAt(text, start, length)) {
            series = guess;
            at = start + guess.written.length;
        } else {
            int end = seriesEnd(start);
            series = series(start, end);
            at = end;
        }
        before = series;
        at = afterSpaces(at);
        int first = batch.size();
        fields(series);
        at = afterSpaces(at);
        if (!isLineEnd(at)) {
            batch.setTimes(first, time());
            at = afterSpaces(at);
            if (!isLineEnd(at)) {
                throw fault("After the time there must be nothing more; this begins with a measurement, or a space is"
                        + " not escaped.");
            }
        }
    }

    // The first space that is not escaped.
    private int seriesEnd(int from) throws Malformed {
        int p = from;
        while (true) {
            for (; p + 8 <= length; p += 8) {
                long word = (long) LONGS.get(text, p);
                long hits = zeros(word ^ ' ' * ONES) | zeros(word ^ '\\' * ONES) | zeros(word ^ '\n' * ONES);
                if (hits != 0) {
                    p += Long.numberOfTrailingZeros(hits) >>> 3;
                    break;
                }
            }
            if (p >= length) {
                break;
            }
            byte c = text[p];
            if (c == ' ') {
                return p;
            }
            if (c == '\n') {
                break;
            }
            p += c == '\\' ? escape(p) : 1;
        }
        at = Math.min(p, length);
        throw fault("There are no fields: a line is measurement,tag=value field=number time.");
    }

    // The high bit of each byte that is zero; of the bytes after the first one, it may be set for others as well.
    private static long zeros(long word) {
        return word - ONES & ~word & HIGHS;
    }

    // How many bytes the backslash at p takes: it escapes whatever follows but another one, and the line's end.
    private int escape(int p) {
        return p + 1 < length && text[p + 1] != '\\' && text[p + 1] != '\n' ? 2 : 1;
    }

    private Series series(int from, int to) throws Malformed {
        if (to - from > LineParser.MOST_SERIES) {
            throw fault("Measurement and tags have more than " + LineParser.MOST_SERIES + " bytes.");
        }
        long hash = cache.hash(text, from, to);
        Series series = table.find(hash, text, from, to);
        if (series == null) {
            try {
                byte[] written = Arrays.copyOfRange(text, from, to);
                series = table.add(new Series(hash, written, WrittenName.series(written)));
            } catch (IllegalArgumentException e) {
                throw fault(String.valueOf(e.getMessage()));
            }
        } else if (before != null) {
            before.follow(series);
        }
        return series;
    }

    private void fields(Series series) throws Malformed {
        int count = 0;
        int expected = 0;
        while (true) {
            if (++count > LineParser.MOST_FIELDS) {
                throw fault("There are more than " + LineParser.MOST_FIELDS + " fields.");
            }
            Field[] known = series.fields();
            Field field = null;
            if (expected < known.length && known[expected].isAt(text, at, length)) {
                field = known[expected++];
            } else {
                for (int i = 0; i < known.length && field == null; i++) {
                    if (known[i].isAt(text, at, length)) {
                        field = known[i];
                        expected = i + 1;
                    }
                }
            }
            if (field == null) {
                field = newField(series);
                expected = series.fields().length;
            }
            at += field.written().length + 1;
            value(field);
            if (at < length && text[at] == ',') {
                at++;
            } else if (at >= length || text[at] == ' ' || isLineEnd(at)) {
                return;
            } else {
                throw fault("After the value of the field " + quoted(field) + " there must be a comma, a space or the"
                        + " end of the line.");
            }
        }
    }

    private Field newField(Series series) throws Malformed {
        int p = at;
        while (p < length && text[p] != '=' && text[p] != ',' && text[p] != ' ' && text[p] != '\n') {
            p += text[p] == '\\' ? escape(p) : 1;
        }
        if (p >= length || text[p] != '=' || p == at) {
            throw fault(p == at ? "A field has no name." : "The field " + quoted(at, p) + " has no value.");
        }
        if (p - at > LineParser.MOST_NAME) {
            throw fault("A field's name has more than " + LineParser.MOST_NAME + " bytes.");
        }
        return table.add(
                series, Arrays.copyOfRange(text, at, p), written -> WrittenName.field(naming, series.name, written));
    }

    private void value(Field field) throws Malformed {
        if (at >= length) {
            throw fault("The field " + quoted(field) + " has no value.");
        }
        if (number.read(text, at, length)) {
            int end = number.end();
            byte suffix = end < length ? text[end] : 0;
            double value = suffix == 'i' || suffix == 'u' ? integer(field, end, suffix) : number.value();
            if (Double.isInfinite(value)) {
                throw fault("The value of the field " + quoted(field) + " is beyond the range of numbers.");
            }
            at = suffix == 'i' || suffix == 'u' ? end + 1 : end;
            reading(field, value);
            return;
        }
        if (text[at] == '"') {
            string(field);
            return;
        }
        int end = at;
        while (end < length && text[end] != ',' && text[end] != ' ' && text[end] != '\n' && text[end] != '\r') {
            end++;
        }
        switch (end - at > 5 ? "" : new String(text, at, end - at, StandardCharsets.ISO_8859_1)) {
            case "t", "T", "true", "True", "TRUE", "f", "F", "false", "False", "FALSE" -> at = end;
            case "NaN", "nan", "NAN", "-nan", "-NaN" -> {
                at = end;
                reading(field, Double.NaN);
            }
            case "" -> {
                if (end == at) {
                    throw fault("The field " + quoted(field) + " has no value.");
                }
                throw noNumber(field, end);
            }
            default -> throw noNumber(field, end);
        }
    }

    private Malformed noNumber(Field field, int end) {
        return fault("The value of the field " + quoted(field) + " is " + quoted(at, end)
                + ", which is no number, true or false, nor a string in quotation marks.");
    }

    private double integer(Field field, int end, byte suffix) throws Malformed {
        if (suffix == 'i' ? LineNumber.isLong(text, at, end) : LineNumber.isUnsigned(text, at, end)) {
            // Of an unsigned one beyond a long only the double is right.
            return LineNumber.isLong(text, at, end) ? LineNumber.integer(text, at, end) : number.value();
        }
        throw fault("The value of the field " + quoted(field) + " is " + quoted(at, end + 1)
                + ", which is no whole number of 64 bits.");
    }

    private void string(Field field) throws Malformed {
        int newlines = 0;
        int p = at + 1;
        while (p < length && text[p] != '"') {
            if (text[p] == '\n') {
                newlines++;
            } else if (text[p] == '\\' && p + 1 < length && (text[p + 1] == '"' || text[p + 1] == '\\')) {
                p++;
            }
            p++;
        }
        if (p >= length) {
            throw new Malformed("The string of the field " + quoted(field) + " does not end.", true);
        }
        p++;
        if (p < length && text[p] != ',' && text[p] != ' ' && !isLineEnd(p)) {
            throw new Malformed(
                    "After the string of the field " + quoted(field) + " there must be a comma, a space or"
                            + " the end of the line.",
                    true);
        }
        breaks += newlines;
        at = p;
    }

    private void reading(Field field, double value) throws Malformed {
        SensorKey key = field.key();
        if (key == null) {
            if (field.fault() != null) {
                throw fault(field.fault());
            }
            return;
        }
        int place;
        if (field.number() < 0) {
            place = batch.key(key);
        } else {
            place = slots.get(field.number());
            if (place < 0) {
                place = batch.newKey(key);
                slots.set(field.number(), place);
                if (freshCount == fresh.length) {
                    fresh = Arrays.copyOf(fresh, fresh.length * 2);
                }
                fresh[freshCount++] = field.number();
            }
        }
        batch.add(place, IncomingBatch.NO_TIME, value, field.unit(), line);
    }

    private long time() throws Malformed {
        int end = at;
        while (end < length && text[end] > ' ') {
            end++;
        }
        if (!LineNumber.isLong(text, at, end)) {
            throw fault("The time is " + quoted(at, end) + ", which is no whole number of 64 bits; or a space before is"
                    + " not escaped.");
        }
        long given = LineNumber.integer(text, at, end);
        long time = precision.millis(given);
        if (time < WrittenTime.EARLIEST) {
            throw fault(WrittenTime.early(given, precision));
        }
        at = end;
        return time;
    }

    private int afterSpaces(int from) {
        int p = from;
        while (p < length && text[p] == ' ') {
            p++;
        }
        return p;
    }

    private boolean isLineEnd(int p) {
        return p >= length || text[p] == '\n' || (text[p] == '\r' && (p + 1 >= length || text[p + 1] == '\n'));
    }

    private int lineEnd(int from) {
        int p = from;
        while (p < length && text[p] != '\n') {
            p++;
        }
        return p;
    }

    // The end of a line of which something was wrong: strings that end as they must are passed over whole.
    private int restEnd(int from) {
        int p = from;
        while (p < length && text[p] != '\n') {
            if (text[p] == '=' && p + 1 < length && text[p + 1] == '"') {
                int before = breaks;
                at = p + 1;
                try {
                    string(UNNAMED);
                    p = at;
                    continue;
                } catch (Malformed e) {
                    breaks = before;
                    return lineEnd(p);
                }
            }
            p++;
        }
        return p;
    }

    private static final Field UNNAMED = new Field(new byte[0], -1, null, null, null);

    private Malformed fault(@Nullable String reason) {
        return new Malformed(String.valueOf(reason), false);
    }

    private String quoted(Field field) {
        return refused < MOST_QUOTED ? Quoted.of(new String(field.written(), StandardCharsets.UTF_8)) : "";
    }

    private String quoted(int from, int to) {
        return refused < MOST_QUOTED
                ? Quoted.of(new String(text, from, Math.min(to - from, 200), StandardCharsets.UTF_8))
                : "…";
    }
}
