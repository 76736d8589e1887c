package io.isotherm.model;

import java.util.Locale;
import java.util.Optional;

/** What a sensor measures, with the unit assumed when a sender names none and the range that physics allows. */
public enum Quantity {
    TEMPERATURE("temperature", Unit.CELSIUS, -273.15, 3_500),
    HUMIDITY("humidity", Unit.PERCENT, 0, 100),
    PRESSURE("pressure", Unit.HECTOPASCAL, 0, 100_000),
    BATTERY("battery", Unit.PERCENT, 0, 100),
    VOLTAGE("voltage", Unit.VOLT, -1_000_000, 1_000_000),
    SIGNAL("signal", Unit.DECIBEL_MILLIWATT, -200, 100),
    CO2("co2", Unit.PARTS_PER_MILLION, 0, 1_000_000),
    OTHER("other", Unit.NONE, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    private final String id;
    private final Unit unit;
    private final double least;
    private final double most;

    Quantity(String id, Unit unit, double least, double most) {
        this.id = id;
        this.unit = unit;
        this.least = least;
        this.most = most;
    }

    /** The name in the API and in the store. */
    public String id() {
        return id;
    }

    /** The unit of a value that comes without one. */
    public Unit unit() {
        return unit;
    }

    /** The smallest value that physics or the quantity's definition allows, in {@link #unit()}. */
    public double least() {
        return least;
    }

    /**
     * Whether a value in {@link #unit()} is less than there can be, with a hair of room: -459.67 °F is not exactly
     * -273.15 °C in binary.
     */
    public boolean isBelow(double value) {
        return value < least - 1e-9;
    }

    /** The largest value that is plausible at all, in {@link #unit()}. */
    public double most() {
        return most;
    }

    public static Optional<Quantity> ofId(String id) {
        for (Quantity quantity : values()) {
            if (quantity.id.equals(id)) {
                return Optional.of(quantity);
            }
        }
        return Optional.empty();
    }

    /** The quantity that a unit alone tells; {@link #OTHER} for a unit that several quantities use. */
    public static Quantity ofUnit(Unit unit) {
        return switch (unit) {
            case CELSIUS, FAHRENHEIT, KELVIN -> TEMPERATURE;
            case HECTOPASCAL, PASCAL -> PRESSURE;
            case VOLT, MILLIVOLT -> VOLTAGE;
            case DECIBEL_MILLIWATT -> SIGNAL;
            case PARTS_PER_MILLION -> CO2;
            case PERCENT, NONE -> OTHER;
        };
    }

    /**
     * The quantity that a payload's field name tells: {@code temperature}, {@code temp_2}, {@code Humidity},
     * {@code battery}. A trailing number, with or without {@code _} or {@code -}, numbers the probe. A longer name may
     * end with the word: {@code fridge_temperature}, {@code outsideHumidity}; not so for {@code pressure}, as that of a
     * tyre does not come in the unit of the weather's, nor after {@code color}, whose temperature is none.
     */
    public static Optional<Quantity> ofField(String field) {
        int end = field.length();
        while (end > 0 && (Character.isDigit(field.charAt(end - 1)) || isSeparator(field.charAt(end - 1)))) {
            end--;
        }
        String name = field.substring(0, end);
        boolean numberTwo = end < field.length() && field.charAt(end) == '2';
        Optional<Quantity> whole = ofName(name.toLowerCase(Locale.ROOT), numberTwo);
        int word = lastWord(name);
        return whole.isPresent() || word == 0
                ? whole
                : ofLastWord(name.substring(0, word), name.substring(word).toLowerCase(Locale.ROOT), numberTwo);
    }

    private static Optional<Quantity> ofName(String name, boolean numberTwo) {
        return switch (name) {
            case "temperature", "temp", "t" -> Optional.of(TEMPERATURE);
            case "humidity", "hum", "rh" -> Optional.of(HUMIDITY);
            case "pressure", "press", "air_pressure", "barometric_pressure", "atmospheric_pressure" ->
                Optional.of(PRESSURE);
            case "battery", "battery_level", "battery_percent" -> Optional.of(BATTERY);
            case "voltage", "battery_voltage", "vbat" -> Optional.of(VOLTAGE);
            case "rssi", "signal" -> Optional.of(SIGNAL);
            case "co" -> numberTwo ? Optional.of(CO2) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Quantity> ofLastWord(String before, String word, boolean numberTwo) {
        String owner = before.toLowerCase(Locale.ROOT);
        if (owner.contains("color") || owner.contains("colour")) {
            return Optional.empty();
        }
        return switch (word) {
            case "temperature", "temp", "humidity", "battery", "voltage", "co" -> ofName(word, numberTwo);
            default -> Optional.empty();
        };
    }

    /** Where the last of several words begins, which a separator or a capital tells; 0 where there is only one. */
    private static int lastWord(String name) {
        for (int i = name.length() - 1; i > 0; i--) {
            if (isSeparator(name.charAt(i - 1))
                    || (Character.isUpperCase(name.charAt(i)) && Character.isLowerCase(name.charAt(i - 1)))) {
                return i;
            }
        }
        return 0;
    }

    private static boolean isSeparator(char c) {
        return c == '_' || c == '-';
    }
}
