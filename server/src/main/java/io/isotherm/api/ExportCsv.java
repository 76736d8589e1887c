package io.isotherm.api;

import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * Readings as CSV (RFC 4180): UTF-8, comma, lines end with CR LF, the first names the columns. The value is corrected and
 * in the sensor's unit; beside it stands what was sent, to the bit.
 */
final class ExportCsv {
    static final String HEADER = "time,sensor,name,value,unit,quality,sent,sent_unit\r\n";

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private ExportCsv() {}

    static Buffer lines(Values values, ReadingBatch readings) {
        Sensor sensor = values.sensor();
        String middle = "," + field(sensor.id()) + "," + field(sensor.name()) + ",";
        String unit = "," + field(sensor.unit().symbol()) + ",";
        StringBuilder text = new StringBuilder(readings.size() * (middle.length() + unit.length() + 40));
        for (int i = 0; i < readings.size(); i++) {
            TIME.formatTo(Instant.ofEpochMilli(readings.time(i)), text);
            text.append(middle);
            double value = values.of(readings, i);
            String quality = quality(readings.flags(i));
            if (Double.isFinite(value)) {
                text.append(value);
            } else if (quality.equals("good")) {
                // Sent in a unit that is not the sensor's any more.
                quality = "suspect";
            }
            text.append(unit)
                    .append(quality)
                    .append(',')
                    .append(readings.value(i))
                    .append(',');
            text.append(field(Flags.unit(readings.flags(i)).symbol())).append("\r\n");
        }
        return Buffer.buffer(text.toString());
    }

    /** {@code good}, or what is wrong with the reading, separated by spaces. */
    static String quality(int flags) {
        int quality = Flags.quality(flags);
        if (quality == Flags.GOOD) {
            return "good";
        }
        StringBuilder words = new StringBuilder();
        int known = 0;
        known |= word(words, quality, Flags.OUT_OF_RANGE, "out-of-range");
        known |= word(words, quality, Flags.POWER_ON, "power-on");
        known |= word(words, quality, Flags.SENSOR_FAULT, "sensor-fault");
        known |= word(words, quality, Flags.BEYOND_SENSOR, "beyond-sensor");
        known |= word(words, quality, Flags.STUCK, "stuck");
        known |= word(words, quality, Flags.JUMP, "jump");
        word(words, quality, quality & ~known, "suspect");
        return words.toString();
    }

    private static int word(StringBuilder words, int quality, int flag, String word) {
        if ((quality & flag) != 0) {
            words.append(words.isEmpty() ? "" : " ").append(word);
        }
        return flag;
    }

    /**
     * A text as a field. One that a spreadsheet would take for a formula gets an apostrophe in front, which shows that
     * it is text: names come from whoever sends readings.
     */
    static String field(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                ? "\"" + safe.replace("\"", "\"\"") + "\""
                : safe;
    }
}
