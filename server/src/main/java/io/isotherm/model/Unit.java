package io.isotherm.model;

import java.util.Locale;
import java.util.Optional;

/**
 * A unit in which a value can be sent, stored or shown. A reading is stored in the unit it was sent in; conversion
 * happens on reading. Every conversion is affine and increasing, so minimum, maximum and mean may be converted after
 * they were taken.
 */
public enum Unit {
    CELSIUS(1, "°C", "Cel", 0, 1, 1),
    /** {@code °C = (°F - 32) * 5 / 9}, exact by definition (NIST SP 811, B.8). */
    FAHRENHEIT(2, "°F", "[degF]", -32, 5, 9),
    /** {@code °C = K - 273.15}, exact by definition (SI brochure, 9th edition, 2.3.1). */
    KELVIN(3, "K", "K", -273.15, 1, 1),
    PERCENT(4, "%", "%", 0, 1, 1),
    HECTOPASCAL(5, "hPa", "hPa", 0, 1, 1),
    PASCAL(6, "Pa", "Pa", 0, 1, 100),
    VOLT(7, "V", "V", 0, 1, 1),
    MILLIVOLT(8, "mV", "mV", 0, 1, 1000),
    DECIBEL_MILLIWATT(9, "dBm", "dB[mW]", 0, 1, 1),
    PARTS_PER_MILLION(10, "ppm", "[ppm]", 0, 1, 1),
    NONE(11, "", "1", 0, 1, 1);

    private static final Unit[] BY_CODE = new Unit[256];

    static {
        for (Unit unit : values()) {
            BY_CODE[unit.code] = unit;
        }
    }

    private final int code;
    private final String symbol;
    private final String ucum;
    private final double shift;
    private final double numerator;
    private final double denominator;

    Unit(int code, String symbol, String ucum, double shift, double numerator, double denominator) {
        this.code = code;
        this.symbol = symbol;
        this.ucum = ucum;
        this.shift = shift;
        this.numerator = numerator;
        this.denominator = denominator;
    }

    /** A number from 1 to 255 that is stored with readings and never changes its meaning. */
    public int code() {
        return code;
    }

    /** As people write it: {@code °C}; empty for a number without unit. */
    public String symbol() {
        return symbol;
    }

    /** The code in the Unified Code for Units of Measure (ucum.org). */
    public String ucum() {
        return ucum;
    }

    /** The quantity's base unit, to which all units of one quantity convert. */
    private Unit base() {
        return switch (this) {
            case CELSIUS, FAHRENHEIT, KELVIN -> CELSIUS;
            case HECTOPASCAL, PASCAL -> HECTOPASCAL;
            case VOLT, MILLIVOLT -> VOLT;
            case PERCENT, DECIBEL_MILLIWATT, PARTS_PER_MILLION, NONE -> this;
        };
    }

    public boolean convertsTo(Unit other) {
        return base() == other.base();
    }

    /**
     * The value in another unit; the very same bits when the units are the same.
     *
     * @throws IllegalArgumentException when the units are of different quantities
     */
    public double convert(double value, Unit to) {
        if (this == to) {
            return value;
        }
        if (!convertsTo(to)) {
            throw new IllegalArgumentException(this + " does not convert to " + to);
        }
        double base = (value + shift) * numerator / denominator;
        return base * to.denominator / to.numerator - to.shift;
    }

    /**
     * A difference of two values in another unit: without the offset between the scales, so that 5.4 °F are 3 K.
     *
     * @throws IllegalArgumentException when the units are of different quantities
     */
    public double convertDifference(double difference, Unit to) {
        if (this == to) {
            return difference;
        }
        if (!convertsTo(to)) {
            throw new IllegalArgumentException(this + " does not convert to " + to);
        }
        return difference * numerator / denominator * to.denominator / to.numerator;
    }

    /** The unit with this stored code; empty for a code that this program does not know. */
    public static Optional<Unit> ofCode(int code) {
        return code < 0 || code > 255 ? Optional.empty() : Optional.ofNullable(BY_CODE[code]);
    }

    /**
     * The unit that a sender means: its symbol, its UCUM code, its name, or a common spelling ({@code C}, {@code degC},
     * {@code celsius}), in any case.
     */
    public static Optional<Unit> parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "°c", "c", "cel", "celsius", "degc", "deg_c", "℃", "ºc" -> Optional.of(CELSIUS);
            case "°f", "f", "[degf]", "fahrenheit", "degf", "deg_f", "℉", "ºf" -> Optional.of(FAHRENHEIT);
            case "k", "kelvin", "°k" -> Optional.of(KELVIN);
            case "%", "percent", "%rh", "%rel" -> Optional.of(PERCENT);
            case "hpa", "mbar", "hectopascal" -> Optional.of(HECTOPASCAL);
            case "pa", "pascal" -> Optional.of(PASCAL);
            case "v", "volt", "volts" -> Optional.of(VOLT);
            case "mv", "millivolt", "millivolts" -> Optional.of(MILLIVOLT);
            case "dbm", "db[mw]" -> Optional.of(DECIBEL_MILLIWATT);
            case "ppm", "[ppm]" -> Optional.of(PARTS_PER_MILLION);
            case "", "1", "none" -> Optional.of(NONE);
            default -> Optional.empty();
        };
    }
}
