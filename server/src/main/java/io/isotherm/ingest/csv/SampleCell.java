package io.isotherm.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isotherm.model.Unit;
import java.util.regex.Pattern;

/** What a cell of a sample looks like. Pure. */
final class SampleCell {
    private static final Pattern CLOCK = Pattern.compile(
            "\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d{1,9})?)?\\s*([AaPp]\\.?[Mm]\\.?)?(\\s*(Z|UTC|GMT)?[+-]?[0-9:]*)?");
    private static final Pattern NUMBER = Pattern.compile(
            "(?U)[-+\\u2212]?(\\d[\\d.,'\\u00A0\\u202F ]*|[.,]\\d+)([eE][-+]?\\d{1,3})?\\s*(°?[A-Za-z%]{0,4})");
    private static final Pattern EPOCH = Pattern.compile("\\d{10}([.,]\\d{1,9})?|\\d{13}|\\d{16}|\\d{19}");
    private static final Pattern SERIAL = Pattern.compile("\\d{5}([.,]\\d{1,15})?");
    /** 2000-01-01 and 2100-01-01, in seconds of 1970 and in days of spreadsheets. */
    private static final long[] SECONDS = {946_684_800L, 4_102_444_800L};

    private static final int[] DAYS = {36_526, 73_051};

    private SampleCell() {}

    /** How a cell may stand for a time. */
    enum Shape {
        NONE,
        DATETIME,
        DATE,
        CLOCK,
        EPOCH,
        SERIAL
    }

    static Shape shape(String cell) {
        if (cell.isEmpty() || cell.length() > 48 || cell.chars().noneMatch(c -> c >= '0' && c <= '9')) {
            return Shape.NONE;
        }
        if (EPOCH.matcher(cell).matches()) {
            long seconds = Long.parseLong(cell.substring(0, 10));
            return seconds >= SECONDS[0] && seconds < SECONDS[1] ? Shape.EPOCH : Shape.NONE;
        }
        if (CLOCK.matcher(cell).matches()) {
            return Shape.CLOCK;
        }
        if (SERIAL.matcher(cell).matches()) {
            int day = Integer.parseInt(cell.substring(0, 5));
            return day >= DAYS[0] && day < DAYS[1] ? Shape.SERIAL : Shape.NONE;
        }
        if (isDate(cell, DateForm.YMD) || isDate(cell, DateForm.DMY) || isDate(cell, DateForm.MDY)) {
            return cell.indexOf(':') > 0 || cell.matches("\\d{8}[T_ ]\\d{4,6}.*") ? Shape.DATETIME : Shape.DATE;
        }
        return Shape.NONE;
    }

    static boolean isDate(String cell, DateForm form) {
        byte[] bytes = cell.getBytes(UTF_8);
        return new CsvTime(form, '.').parse(bytes, 0, bytes.length);
    }

    /** A number in any dialect, perhaps with a unit behind it. */
    static boolean isNumber(String cell) {
        var matcher = NUMBER.matcher(cell);
        if (cell.length() > 64 || !matcher.matches() || shape(cell) == Shape.DATE) {
            return false;
        }
        String unit = matcher.group(3);
        return unit.isEmpty() || Unit.parse(unit).isPresent();
    }

    /** What is written where there is no value. */
    static boolean isMissing(String cell) {
        return switch (cell.toLowerCase(java.util.Locale.ROOT)) {
            case "", "-", "--", "---", "nan", "n/a", "na", "null", "none", "unavailable", "unknown", "error", "err" ->
                true;
            default -> false;
        };
    }
}
