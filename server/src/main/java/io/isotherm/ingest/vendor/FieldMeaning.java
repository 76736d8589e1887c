package io.isotherm.ingest.vendor;

import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a field means that a codec's or a device's maker chose freely: {@code TempC_SHT},
 * {@code externalTemperature2}, {@code relative_humidity_1}, {@code BatV}. Told by the words of the name. A name that
 * speaks of a limit, a setting or a state besides ({@code temperature_alarm_max}) means nothing.
 */
sealed interface FieldMeaning {
    /**
     * A value of the environment.
     *
     * @param unit told by the name ({@code TempF}); null where it is not
     */
    record Measured(Quantity quantity, @Nullable Unit unit) implements FieldMeaning {}

    /** What is left of the device's battery, in what the name tells of it. */
    record Battery(Scale scale) implements FieldMeaning {}

    /** How a battery's number is meant. */
    enum Scale {
        PERCENT,
        VOLT,
        MILLIVOLT,
        UNTOLD
    }

    /** A name longer than this means nothing. */
    int MAX_NAME = 100;

    /** A unit at the end of a name is one word, whatever its capitals. */
    Pattern UNIT = Pattern.compile("(mV|hPa|kPa|degC|degF)(?![A-Za-z])");

    /** What is set, not measured. */
    Set<String> LIMITS = Set.of(
            "alarm",
            "alarms",
            "alert",
            "alerts",
            "threshold",
            "thresholds",
            "thr",
            "limit",
            "limits",
            "max",
            "min",
            "maximum",
            "minimum",
            "high",
            "low",
            "set",
            "setpoint",
            "setting",
            "settings",
            "config",
            "target",
            "desired",
            "offset",
            "calibration",
            "calib",
            "correction",
            "hysteresis",
            "interval");

    /** What is about the value, or made of several. */
    Set<String> NO_VALUE = Set.of(
            "delta",
            "diff",
            "difference",
            "change",
            "changed",
            "rate",
            "trend",
            "slope",
            "status",
            "state",
            "flag",
            "error",
            "err",
            "fault",
            "type",
            "id",
            "mode",
            "unit",
            "units",
            "count",
            "counter",
            "enable",
            "enabled",
            "time",
            "timestamp",
            "resolution",
            "raw",
            "adc",
            "index",
            "score",
            "report",
            "valid",
            "quality",
            "color",
            "colour",
            "version");

    Set<String> TEMPERATURE = Set.of("temperature", "temp", "temperatur", "temperatura");
    Set<String> HUMIDITY = Set.of("humidity", "hum", "humi", "rh", "relativehumidity");
    Set<String> PRESSURE = Set.of("pressure", "press", "barometer");
    Set<String> VOLTAGE = Set.of("voltage", "volt", "volts");
    Set<String> BATTERY = Set.of("battery", "batt", "bat", "vbat", "vbatt", "vdd");
    Set<String> LEVEL = Set.of("level", "percent", "percentage", "pct", "perc", "soc", "capacity", "remaining");
    Set<String> NOT_OF_AIR = Set.of("soil", "ground", "leaf", "absolute", "abs", "specific", "moisture");
    Set<String> AIR_PRESSURE = Set.of(
            "pressure",
            "press",
            "barometer",
            "barometric",
            "baro",
            "air",
            "atmospheric",
            "atm",
            "ambient",
            "sensor",
            "absolute",
            "abs",
            "relative",
            "rel",
            "hpa",
            "mbar",
            "pa",
            "value",
            "indoor",
            "outdoor");
    Set<String> PLAIN_CO2 = Set.of("co2", "ppm", "concentration", "value", "level", "sensor", "air", "indoor");
    Set<String> PLAIN_VOLTAGE = Set.of(
            "voltage", "volt", "volts", "v", "mv", "value", "sensor", "input", "in", "ext", "external", "supply");
    Set<String> PLACES = Set.of(
            "value",
            "current",
            "now",
            "avg",
            "mean",
            "average",
            "inner",
            "outer",
            "upper",
            "lower",
            "middle",
            "inside",
            "outside",
            "indoor",
            "outdoor",
            "in",
            "out",
            "top",
            "bottom",
            "left",
            "right",
            "internal",
            "external",
            "ext",
            "int",
            "air",
            "surface",
            "ambient",
            "probe",
            "celsius",
            "c");
    Set<String> ELSEWHERE = Set.of("external", "ext", "outer", "outside", "outdoor", "probe", "soil", "water", "ds");

    /** Null where the name tells nothing that is kept. */
    static @Nullable FieldMeaning of(String name) {
        List<String> words = words(name);
        if (words.isEmpty() || has(words, LIMITS) || has(words, NO_VALUE)) {
            return null;
        }
        if (has(words, BATTERY)) {
            return new Battery(scale(words));
        }
        if (has(words, TEMPERATURE)) {
            return new Measured(Quantity.TEMPERATURE, temperatureUnit(words));
        }
        if (has(words, HUMIDITY)) {
            return has(words, NOT_OF_AIR) ? null : new Measured(Quantity.HUMIDITY, null);
        }
        if (has(words, PRESSURE)) {
            return only(words, AIR_PRESSURE) ? new Measured(Quantity.PRESSURE, pressureUnit(words)) : null;
        }
        if (words.contains("co2")) {
            return only(words, PLAIN_CO2) ? new Measured(Quantity.CO2, null) : null;
        }
        if (has(words, VOLTAGE)) {
            return only(words, PLAIN_VOLTAGE)
                    ? new Measured(Quantity.VOLTAGE, words.contains("mv") ? Unit.MILLIVOLT : null)
                    : null;
        }
        // A letter and a number, as in t1.
        return words.getFirst().equals("t") && only(words, Set.of("t"))
                ? new Measured(Quantity.TEMPERATURE, null)
                : null;
    }

    /** Whether the name speaks of a limit or a setting: nothing in an object of that name is measured. */
    static boolean isLimit(String name) {
        return has(words(name), LIMITS);
    }

    /** Whether the name speaks of a limit, a setting, a state or a difference. */
    static boolean isNoValue(String name) {
        List<String> words = words(name);
        return has(words, LIMITS) || has(words, NO_VALUE);
    }

    /** Whether it tells only where or how the thing was measured that the object around it names. */
    static boolean isPlace(String name) {
        return only(words(name), PLACES) || name.chars().allMatch(Character::isDigit);
    }

    /** Whether a name with its path is that of a probe besides the device's own: outside of it, or the second one. */
    static boolean isFurtherProbe(String path) {
        return words(path).stream()
                .anyMatch(word -> ELSEWHERE.contains(word)
                        || word.startsWith("ds18")
                        || (Character.isDigit(word.charAt(0)) && !word.matches("0*1?")));
    }

    /** The words of a name in lower case: at its punctuation, where capitals begin, and before a number at the end. */
    private static List<String> words(String given) {
        List<String> words = new ArrayList<>();
        if (given.length() > MAX_NAME) {
            return words;
        }
        String name = UNIT.matcher(given).replaceAll(unit -> "_" + unit.group().toLowerCase(Locale.ROOT));
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            boolean end = i == name.length() || !Character.isLetterOrDigit(name.charAt(i));
            if (end || isBoundary(name, i)) {
                add(name.substring(start, i), words);
                start = end ? i + 1 : i;
            }
        }
        return words;
    }

    private static boolean isBoundary(String name, int i) {
        if (i == 0 || !Character.isUpperCase(name.charAt(i))) {
            return false;
        }
        char before = name.charAt(i - 1);
        boolean lowerNext = i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
        return Character.isLowerCase(before) || (lowerNext && Character.isLetterOrDigit(before));
    }

    private static void add(String piece, List<String> words) {
        String word = piece.toLowerCase(Locale.ROOT);
        int end = word.length();
        while (end > 0 && Character.isDigit(word.charAt(end - 1))) {
            end--;
        }
        if (word.equals("co2") || end == word.length()) {
            split(word, words);
        } else {
            split(word.substring(0, end), words);
            words.add(word.substring(end));
        }
    }

    private static void split(String word, List<String> words) {
        switch (word) {
            case "" -> {}
            case "tempc", "tempf" -> {
                words.add("temp");
                words.add(word.substring(4));
            }
            default -> words.add(word);
        }
    }

    private static boolean has(List<String> words, Set<String> some) {
        return words.stream().anyMatch(some::contains);
    }

    private static boolean only(List<String> words, Set<String> allowed) {
        return !words.isEmpty()
                && words.stream().allMatch(word -> allowed.contains(word) || Character.isDigit(word.charAt(0)));
    }

    private static @Nullable Unit temperatureUnit(List<String> words) {
        if (has(words, Set.of("f", "degf", "fahrenheit"))) {
            return Unit.FAHRENHEIT;
        }
        if (has(words, Set.of("k", "kelvin"))) {
            return Unit.KELVIN;
        }
        return has(words, Set.of("c", "degc", "celsius")) ? Unit.CELSIUS : null;
    }

    private static @Nullable Unit pressureUnit(List<String> words) {
        if (words.contains("pa")) {
            return Unit.PASCAL;
        }
        return words.contains("hpa") || words.contains("mbar") ? Unit.HECTOPASCAL : null;
    }

    private static Scale scale(List<String> words) {
        if (words.contains("mv")) {
            return Scale.MILLIVOLT;
        }
        if (has(words, VOLTAGE) || has(words, Set.of("v", "vbat", "vbatt", "vdd"))) {
            return Scale.VOLT;
        }
        return has(words, LEVEL) ? Scale.PERCENT : Scale.UNTOLD;
    }
}
