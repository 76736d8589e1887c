package io.isotherm.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isotherm.ingest.text.Quoted;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads one time out of bytes, as a {@link DateForm} says: a date and perhaps a time of day, with whatever stands between
 * their numbers, 12 or 24 hours, and perhaps an offset. Years of two digits are 1970 to 2069. Gives local milliseconds,
 * and the offset where one is written. Not thread-safe.
 */
final class CsvTime {
    private static final int MAX_LENGTH = 48;
    private static final long DAY = 86_400_000L;
    /** 1899-12-30, from which spreadsheets count, in days of 1970. */
    private static final int EXCEL_EPOCH = -25_569;
    /** 9999-12-31 in days of 1970: no file has later ones, and arithmetic stays far from overflow. */
    private static final long MOST_DAYS = 2_932_896;

    private static final String[] MONTHS = {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
    };
    /** Where German and French names begin otherwise. */
    private static final String[] OTHER_MONTHS = {
        "jän", "fév", "mär", "avr", "mai", "jui", "", "aoû", "", "okt", "", "dez"
    };

    private final DateForm form;
    private final CsvNumber number;
    private byte[] bytes = new byte[0];
    private int at;
    private int to;
    private long local;
    private boolean zoned;
    private int offset;

    /** @param decimal of numbers that stand for times */
    CsvTime(DateForm form, char decimal) {
        this.form = form;
        number = new CsvNumber(decimal, (char) 0);
    }

    /** Milliseconds from 1970-01-01 00:00 of the local clock; of UTC for an epoch. */
    long local() {
        return local;
    }

    /** Whether the time said its offset from UTC, or is an epoch. */
    boolean isZoned() {
        return zoned;
    }

    /** The offset, in seconds; 0 unless {@link #isZoned}. */
    int offset() {
        return offset;
    }

    /** Reads a cell; false where it is no such time. */
    boolean parse(byte[] cell, int from, int end) {
        start(cell, from, end);
        if (form.isNumber()) {
            return counted(from);
        }
        return from < end && end - from <= MAX_LENGTH && date() && (at == to || (gap() && clock())) && zone();
    }

    /** Reads a cell with a date and one with a time of day. */
    boolean parse(byte[] cells, int from, int end, int clockFrom, int clockEnd) {
        if (form == DateForm.EXCEL) {
            return excelParts(cells, from, end, clockFrom, clockEnd);
        }
        start(cells, from, end);
        if (from >= end || end - from > MAX_LENGTH || clockEnd - clockFrom > MAX_LENGTH || form.isNumber() || !date()) {
            return false;
        }
        // A date that spreadsheets wrote has a midnight with it.
        long day = local;
        if (at < to && !(gap() && clock() && at == to && local == day)) {
            return false;
        }
        start(cells, clockFrom, clockEnd);
        local = day;
        return clock() && zone();
    }

    /** A sentence for who made the file. */
    String fault(byte[] cell, int from, int end) {
        if (from >= end) {
            return "There is no time.";
        }
        String text = new String(cell, from, Math.min(end - from, 200), UTF_8);
        return Quoted.of(text) + " is not a time of the form " + form.id() + ".";
    }

    private void start(byte[] cell, int from, int end) {
        bytes = cell;
        at = from;
        to = end;
        zoned = false;
        offset = 0;
    }

    private boolean counted(int from) {
        if (!number.parse(bytes, from, to) || number.end() != to) {
            return false;
        }
        double value = number.value();
        double millis = switch (form) {
            case EPOCH_S -> value * 1_000;
            case EPOCH_US -> value / 1_000;
            case EPOCH_NS -> value / 1_000_000;
            case EXCEL -> Math.rint((value + EXCEL_EPOCH) * 86_400) * 1_000;
            default -> value;
        };
        if (!(Math.abs(millis) <= MOST_DAYS * (double) DAY)) {
            return false;
        }
        zoned = form != DateForm.EXCEL;
        local = form == DateForm.EPOCH_S ? Math.round(millis) : (long) Math.floor(millis);
        return true;
    }

    // The day and the part of the day, as spreadsheets count them, or the time of day as it is written.
    private boolean excelParts(byte[] cells, int from, int end, int clockFrom, int clockEnd) {
        start(cells, from, end);
        if (!counted(from)) {
            return false;
        }
        long day = local;
        if (number.parse(cells, clockFrom, clockEnd) && number.end() == clockEnd) {
            double part = number.value();
            local = day + Math.round(part * 86_400) * 1_000;
            return part >= 0 && part < 1 && day % DAY == 0;
        }
        start(cells, clockFrom, clockEnd);
        local = day;
        return clock() && at == to;
    }

    private boolean date() {
        if (isLetter(peek())) {
            int month = month();
            return month > 0 && form == DateForm.MDY && separator() && rest(month);
        }
        int digits = at;
        int first = digits(8);
        int length = at - digits;
        if (length == 8) {
            return form == DateForm.YMD && day(first / 10_000, first / 100 % 100, first % 100, 4);
        }
        if (length == 0 || length > 4 || !separator()) {
            return false;
        }
        int letters = at;
        int second = isLetter(peek()) ? month() : digits(2);
        boolean named = at > letters && isLetter(bytes[letters]);
        if (at == letters || second == 0 || !separator()) {
            return false;
        }
        int third = at;
        int last = digits(4);
        int lastLength = at - third;
        if (lastLength == 0) {
            return false;
        }
        return switch (form) {
            case YMD -> lastLength <= 2 && day(first, second, last, length);
            case DMY -> length <= 2 && day(last, second, first, lastLength);
            default -> !named && length <= 2 && day(last, first, second, lastLength);
        };
    }

    // "Jan 31, 2026" behind the name of the month.
    private boolean rest(int month) {
        int from = at;
        int day = digits(2);
        if (at == from || !separator()) {
            return false;
        }
        from = at;
        int year = digits(4);
        return at > from && day(year, month, day, at - from);
    }

    private boolean day(int year, int month, int day, int yearDigits) {
        if (yearDigits != 4 && yearDigits != 2) {
            return false;
        }
        int full = yearDigits == 4 ? year : year < 70 ? 2_000 + year : 1_900 + year;
        if (month < 1 || month > 12 || day < 1 || day > monthDays(full, month)) {
            return false;
        }
        local = epochDay(full, month, day) * DAY;
        return true;
    }

    private static int monthDays(int year, int month) {
        return switch (month) {
            case 2 -> (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    // The days from 1970-01-01 of the Gregorian calendar: years begin in March, so that the leap day is the last.
    private static long epochDay(int year, int month, int day) {
        int shifted = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(shifted, 400);
        int yearOfEra = shifted - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }

    // Between date and time of day.
    private boolean gap() {
        if (peek() == 'T' || peek() == 't' || peek() == '_') {
            at++;
            return true;
        }
        int from = at;
        while (peek() == ' ' || peek() == ',') {
            at++;
        }
        return at > from;
    }

    private boolean clock() {
        int from = at;
        int hour = digits(6);
        int length = at - from;
        int minute;
        int second = 0;
        if (length == 4 || length == 6) {
            // 1305 and 130559, without colons.
            second = length == 6 ? hour % 100 : 0;
            int pair = length == 6 ? hour / 100 : hour;
            minute = pair % 100;
            hour = pair / 100;
        } else if ((length == 1 || length == 2) && peek() == ':') {
            at++;
            from = at;
            minute = digits(2);
            if (at - from != 2) {
                return false;
            }
            if (peek() == ':') {
                at++;
                from = at;
                second = digits(2);
                if (at - from != 2) {
                    return false;
                }
            }
        } else {
            return false;
        }
        int fraction = fraction();
        Integer half = half();
        if (half != null) {
            if (hour < 1 || hour > 12) {
                return false;
            }
            hour = hour % 12 + half;
        }
        boolean midnight = hour == 24 && minute == 0 && second == 0 && fraction == 0;
        if (fraction < 0 || minute > 59 || second > 59 || (hour > 23 && !midnight)) {
            return false;
        }
        local += ((hour * 60L + minute) * 60 + second) * 1_000 + fraction;
        return true;
    }

    // Milliseconds; what is finer is cut off. -1 for a point without digits.
    private int fraction() {
        if ((peek() != '.' && peek() != ',') || at + 1 == to || !isDigit(bytes[at + 1])) {
            return 0;
        }
        at++;
        int millis = 0;
        for (int unit = 100; isDigit(peek()); unit /= 10) {
            millis += (bytes[at++] - '0') * unit;
        }
        return millis;
    }

    // 0 before noon, 12 after it; null on a clock of 24 hours.
    private @Nullable Integer half() {
        int i = at;
        while (i < to && bytes[i] == ' ') {
            i++;
        }
        int letter = i < to ? bytes[i] | 0x20 : 0;
        if (letter != 'a' && letter != 'p') {
            return null;
        }
        i++;
        i += i < to && bytes[i] == '.' ? 1 : 0;
        if (i == to || (bytes[i] | 0x20) != 'm') {
            return null;
        }
        i++;
        i += i < to && bytes[i] == '.' ? 1 : 0;
        at = i;
        return letter == 'a' ? 0 : 12;
    }

    // "Z", "UTC", "GMT+2", "+02:00", "-0500", or nothing.
    private boolean zone() {
        while (peek() == ' ') {
            at++;
        }
        if (at == to) {
            return true;
        }
        boolean named = false;
        if (peek() == 'Z' || peek() == 'z') {
            at++;
            zoned = true;
            return at == to;
        }
        if (to - at >= 3 && (starts("UTC") || starts("GMT"))) {
            at += 3;
            named = true;
        }
        if (at == to) {
            zoned = named;
            return named;
        }
        int sign = peek() == '+' ? 1 : peek() == '-' ? -1 : 0;
        if (sign == 0) {
            return false;
        }
        at++;
        int from = at;
        int hours = digits(4);
        int length = at - from;
        int minutes = 0;
        if (length == 4) {
            minutes = hours % 100;
            hours /= 100;
        } else if (length == 0 || length > 2) {
            return false;
        } else if (peek() == ':') {
            at++;
            from = at;
            minutes = digits(2);
            if (at - from != 2) {
                return false;
            }
        }
        zoned = true;
        offset = sign * (hours * 60 + minutes) * 60;
        return at == to && hours <= 18 && minutes <= 59;
    }

    private boolean starts(String text) {
        return new String(bytes, at, text.length(), UTF_8).equalsIgnoreCase(text);
    }

    // Up to so many digits; more of them are no number of a time.
    private int digits(int most) {
        int value = 0;
        int from = at;
        while (at < to && at - from < most && isDigit(bytes[at])) {
            value = value * 10 + (bytes[at++] - '0');
        }
        return isDigit(peek()) ? failed(from) : value;
    }

    private int failed(int from) {
        at = from;
        return 0;
    }

    private int month() {
        int from = at;
        while (at < to && isLetter(bytes[at])) {
            at++;
        }
        String name = new String(bytes, from, Math.min(at - from, 20), UTF_8).toLowerCase(Locale.ROOT);
        for (int i = 0; i < MONTHS.length; i++) {
            if (name.startsWith(MONTHS[i]) || (!OTHER_MONTHS[i].isEmpty() && name.startsWith(OTHER_MONTHS[i]))) {
                // June and July begin alike in French.
                return i == 5 && name.startsWith("juil") ? 7 : i + 1;
            }
        }
        return 0;
    }

    private boolean separator() {
        int from = at;
        while (isSeparator(peek())) {
            at++;
        }
        return at > from && at - from <= 3;
    }

    private int peek() {
        return at < to ? bytes[at] : 0;
    }

    private static boolean isSeparator(int b) {
        return b == '-' || b == '/' || b == '.' || b == ' ' || b == ',';
    }

    private static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }

    // With the bytes of letters beyond ASCII.
    private static boolean isLetter(int b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b < 0;
    }
}
