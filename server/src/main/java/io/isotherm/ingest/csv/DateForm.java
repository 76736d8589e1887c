package io.isotherm.ingest.csv;

import java.util.Locale;

/** How a file writes its times. */
public enum DateForm {
    /** {@code 2026-01-31 13:05:00}, {@code 2026/1/31 1:05 PM}, {@code 20260131T130500}, {@code 2026 Jan 31}. */
    YMD("ymd"),
    /** {@code 31.01.2026 13:05}, {@code 31/1/26 1:05:00 PM}, {@code 31-Jan-2026}. */
    DMY("dmy"),
    /** {@code 01/31/2026 13:05}, {@code 1/31/26 1:05:00 PM}, {@code Jan 31, 2026}. */
    MDY("mdy"),
    /** Seconds since 1970, with or without decimals. */
    EPOCH_S("epoch-s"),
    EPOCH_MS("epoch-ms"),
    EPOCH_US("epoch-us"),
    EPOCH_NS("epoch-ns"),
    /** Days since 1899-12-30, as spreadsheets count them, in local time; taken to the second. */
    EXCEL("excel");

    private final String id;

    DateForm(String id) {
        this.id = id;
    }

    /** The name in formats and options. */
    public String id() {
        return id;
    }

    /** Whether a number is counted instead of a date written. */
    public boolean isNumber() {
        return this != YMD && this != DMY && this != MDY;
    }

    /** Whether the time needs no zone. */
    public boolean isEpoch() {
        return isNumber() && this != EXCEL;
    }

    /**
     * The one of this name; or the one that a pattern such as {@code dd.MM.yyyy HH:mm} has, by the order of its letters.
     *
     * @throws IllegalArgumentException with a sentence for who asked
     */
    public static DateForm of(String name) {
        String text = name.strip().toLowerCase(Locale.ROOT);
        for (DateForm one : values()) {
            if (one.id.equals(text)) {
                return one;
            }
        }
        int day = text.indexOf('d');
        int year = text.indexOf('y');
        int month = name.indexOf('M') >= 0 ? name.strip().indexOf('M') : text.indexOf('m');
        if (day >= 0 && year >= 0 && month >= 0 && name.matches("[dMmyYHhsSaATzZX':.,/ -]+")) {
            if (year < month && month < day) {
                return YMD;
            }
            if (day < month && month < year) {
                return DMY;
            }
            if (month < day && day < year) {
                return MDY;
            }
        }
        throw new IllegalArgumentException(
                "The dates are ymd, dmy, mdy, epoch-s, epoch-ms, epoch-us, epoch-ns or excel,"
                        + " or a pattern such as dd.MM.yyyy, not \"" + name + "\".");
    }
}
