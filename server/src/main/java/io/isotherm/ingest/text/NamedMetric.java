package io.isotherm.ingest.text;

import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A metric of a monitoring system that is a quantity of the environment, as its name and unit tell:
 * {@code node_hwmon_temp_celsius}, {@code hw.temperature} in {@code Cel}, {@code Inputs/Supply Temp} in {@code °C}.
 *
 * @param quantity temperature, humidity, pressure, voltage or co2
 * @param unit null where neither name nor unit tell, so that it is the sensor's own
 * @param ratio whether a value is a part of 1, where the unit has parts of 100
 */
public record NamedMetric(Quantity quantity, @Nullable Unit unit, boolean ratio) {
    /** Longer names are none of these. */
    private static final int MAX_LENGTH = 500;

    /** Words that make a number out of a quantity which is not its reading: limits, settings, differences, counts. */
    private static final Set<String> NO_READING = Set.of(
            ("max min maximum minimum crit critical lcrit emergency threshold alarm alarms alert limit limits hyst"
                            + " hysteresis offset trip setpoint set target delta difference diff color colour bucket"
                            + " count sum total errors error fault timestamp")
                    .split(" "));

    private static final Set<String> BATTERY = Set.of("battery", "batt", "vbat");

    /**
     * What the metric measures; null where it is nothing of the environment.
     *
     * @param unitText the unit that came beside the name; null or blank where none did
     * @throws IllegalArgumentException with a sentence for the sender, where the name tells a quantity and the unit is
     *     not known
     */
    public static @Nullable NamedMetric of(String name, @Nullable String unitText) {
        if (name.length() > MAX_LENGTH) {
            return null;
        }
        List<String> words = words(name);
        if (words.isEmpty() || words.stream().anyMatch(NO_READING::contains)) {
            return null;
        }
        String unit = unitText == null ? "" : unitText.strip().toLowerCase(Locale.ROOT);
        // By UCUM a part of 1; of all else than humidity it is the unit of a sender that knows none.
        boolean unitGiven = !unit.isEmpty() && (!unit.equals("1") || words.contains("humidity"));
        Scale scale = unitGiven ? given(unit) : inName(words);
        if (scale == null && unitGiven) {
            if (bare(words) == Quantity.TEMPERATURE) {
                throw new IllegalArgumentException(NamedQuantity.unknownUnit(String.valueOf(unitText)));
            }
            return null;
        }
        if (scale == null) {
            Quantity bare = bare(words);
            return bare == null ? null : new NamedMetric(bare, null, false);
        }
        Quantity quantity = quantity(words, scale);
        return quantity == null ? null : new NamedMetric(quantity, scale.unit, scale.ratio);
    }

    /** Whether the name is one of a battery's charge or voltage, and no quantity of the environment. */
    public static boolean isBattery(String name) {
        return name.length() <= MAX_LENGTH && words(name).stream().anyMatch(BATTERY::contains);
    }

    /** The value in {@link #unit}: of a ratio the decimal point moved by two, so that 0.57 gives 57 and nothing near. */
    public double value(double sent) {
        return ratio && Double.isFinite(sent)
                ? new BigDecimal(Double.toString(sent)).movePointRight(2).doubleValue()
                : sent;
    }

    private record Scale(Unit unit, boolean ratio) {}

    private static @Nullable Quantity quantity(List<String> words, Scale scale) {
        return switch (scale.unit) {
            case CELSIUS, FAHRENHEIT, KELVIN -> Quantity.TEMPERATURE;
            case PASCAL, HECTOPASCAL -> Quantity.PRESSURE;
            case VOLT, MILLIVOLT -> words.stream().anyMatch(BATTERY::contains) ? null : Quantity.VOLTAGE;
            case PERCENT -> words.contains("humidity") || words.contains("rh") ? Quantity.HUMIDITY : null;
            case PARTS_PER_MILLION -> isCarbonDioxide(words) ? Quantity.CO2 : null;
            case DECIBEL_MILLIWATT, NONE -> null;
        };
    }

    private static boolean isCarbonDioxide(List<String> words) {
        return words.contains("co2") || (words.contains("carbon") && words.contains("dioxide"));
    }

    /** The quantity of a name without unit; pressure is none, as it could be of memory, or in bar. */
    private static @Nullable Quantity bare(List<String> words) {
        return switch (words.getLast()) {
            case "temperature", "temp" -> Quantity.TEMPERATURE;
            case "humidity" -> Quantity.HUMIDITY;
            case "co2" -> Quantity.CO2;
            case "voltage" -> words.stream().anyMatch(BATTERY::contains) ? null : Quantity.VOLTAGE;
            default -> null;
        };
    }

    private static @Nullable Scale given(String name) {
        if (name.equals("1") || name.equals("ratio")) {
            return new Scale(Unit.PERCENT, true);
        }
        Unit unit = Unit.parse(name).orElse(null);
        Scale spelled = unit == null ? spelled(name) : null;
        return unit == null ? spelled : new Scale(unit, false);
    }

    /** The unit with which a name ends: {@code _celsius}, {@code _temp_c}, {@code _parts_per_million}. */
    private static @Nullable Scale inName(List<String> words) {
        String last = words.getLast();
        String before = words.size() > 1 ? words.get(words.size() - 2) : "";
        return switch (last) {
            case "c", "f" -> {
                boolean degrees = before.equals("temp") || before.equals("temperature") || before.startsWith("deg");
                yield degrees ? new Scale(last.equals("c") ? Unit.CELSIUS : Unit.FAHRENHEIT, false) : null;
            }
            case "pa" -> words.contains("pressure") ? new Scale(Unit.PASCAL, false) : null;
            case "million" -> before.equals("per") ? new Scale(Unit.PARTS_PER_MILLION, false) : null;
            case "ratio" -> new Scale(Unit.PERCENT, true);
            default -> spelled(last);
        };
    }

    private static @Nullable Scale spelled(String unit) {
        Unit known = switch (unit) {
            case "celsius", "degc", "degcelsius", "deg c", "degree celsius", "degrees celsius", "degrees c" ->
                Unit.CELSIUS;
            case "fahrenheit", "degf", "deg f", "degree fahrenheit", "degrees fahrenheit", "degrees f" ->
                Unit.FAHRENHEIT;
            case "kelvin", "kelvins" -> Unit.KELVIN;
            case "percent", "percentage", "pct" -> Unit.PERCENT;
            case "hpa", "hectopascal", "hectopascals", "mbar", "millibar", "millibars" -> Unit.HECTOPASCAL;
            case "pascal", "pascals" -> Unit.PASCAL;
            case "volt", "volts" -> Unit.VOLT;
            case "millivolt", "millivolts" -> Unit.MILLIVOLT;
            case "ppm" -> Unit.PARTS_PER_MILLION;
            default -> null;
        };
        return known == null ? null : new Scale(known, false);
    }

    /**
     * The words of a name in lower case, without numbers at its end, which number the probe: {@code Supply/AirTemp 2} is
     * supply, air, temp. A word begins at a capital only after two other characters, so that {@code hPa} stays whole.
     */
    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = Character.isLetterOrDigit(c);
            boolean capital =
                    Character.isUpperCase(c) && word.length() > 1 && !Character.isUpperCase(name.charAt(i - 1));
            if (!letter || capital) {
                add(word, words);
            }
            if (letter) {
                word.append(Character.toLowerCase(c));
            }
        }
        add(word, words);
        while (!words.isEmpty() && words.getLast().chars().allMatch(Character::isDigit)) {
            words.removeLast();
        }
        return words;
    }

    private static void add(StringBuilder word, List<String> words) {
        if (word.isEmpty()) {
            return;
        }
        int end = word.length();
        while (end > 1 && Character.isDigit(word.charAt(end - 1))) {
            end--;
        }
        String text = word.toString();
        // The digits of temp1 number a probe; those of CO2 do not, nor does a number of its own.
        words.add(text.equals("co2") || Character.isDigit(text.charAt(end - 1)) ? text : text.substring(0, end));
        word.setLength(0);
    }
}
