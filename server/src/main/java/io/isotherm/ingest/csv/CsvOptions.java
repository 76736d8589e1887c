package io.isotherm.ingest.csv;

import io.isotherm.model.Unit;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What whoever imports a file says of it; null for what is to be guessed.
 *
 * @param name the file's, of which a sensor's name is made where neither a column nor an option has one
 * @param columns the columns in order, separated by commas, each {@code ROLE}, or for a value
 *     {@code value:NAME:UNIT}, of which NAME and UNIT may be missing; what is not listed is ignored
 */
public record CsvOptions(
        @Nullable String name,
        @Nullable String preset,
        @Nullable CsvCharset charset,
        @Nullable Character delimiter,
        @Nullable Character decimal,
        @Nullable DateForm dates,
        @Nullable ZoneId zone,
        @Nullable Unit unit,
        @Nullable String sensor,
        @Nullable String columns,
        @Nullable Integer firstLine) {
    /** The names that {@link #of} takes. */
    public static final Set<String> NAMES = Set.of(
            "name",
            "preset",
            "charset",
            "delimiter",
            "decimal",
            "dates",
            "zone",
            "unit",
            "sensor",
            "columns",
            "first-line");

    private static final int MOST_LINES = 10_000;

    public static final CsvOptions NONE = of(Map.of());

    /**
     * @param given by name
     * @throws IllegalArgumentException with a sentence for who asked
     */
    public static CsvOptions of(Map<String, String> given) {
        return new CsvOptions(
                given.get("name"),
                read(given, "preset", CsvOptions::preset),
                read(given, "charset", CsvCharset::of),
                read(given, "delimiter", CsvOptions::delimiter),
                read(given, "decimal", CsvOptions::decimal),
                read(given, "dates", DateForm::of),
                read(given, "zone", CsvOptions::zone),
                read(given, "unit", CsvOptions::unit),
                read(given, "sensor", sensor -> sensor.isBlank() ? null : sensor),
                given.get("columns"),
                read(given, "first-line", CsvOptions::firstLine));
    }

    private static <T> @Nullable T read(Map<String, String> given, String name, Function<String, @Nullable T> reader) {
        String text = given.get(name);
        return text == null ? null : reader.apply(text);
    }

    private static String preset(String text) {
        for (CsvPreset preset : CsvPreset.values()) {
            if (preset.id().equals(text)) {
                return text;
            }
        }
        if (text.equals("none")) {
            return text;
        }
        throw new IllegalArgumentException("There is no preset \"" + text + "\"; \"none\" looks for none.");
    }

    /** A delimiter: the character itself, or {@code tab}, {@code comma}, {@code semicolon}, {@code pipe}. */
    public static char delimiter(String text) {
        return switch (text) {
            case "tab", "\\t" -> '\t';
            case "comma" -> ',';
            case "semicolon" -> ';';
            case "pipe" -> '|';
            default -> {
                if (text.length() != 1) {
                    throw new IllegalArgumentException(
                            "The delimiter is one character, or tab, comma, semicolon or pipe.");
                }
                yield text.charAt(0);
            }
        };
    }

    private static char decimal(String text) {
        return switch (text) {
            case ".", "point" -> '.';
            case ",", "comma" -> ',';
            default -> throw new IllegalArgumentException("The decimal character is . or , (or point, comma).");
        };
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text.strip());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no time zone: write Europe/Berlin, UTC or +02:00.", e);
        }
    }

    private static Unit unit(String text) {
        return Unit.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("The unit \"" + text + "\" is not known: °C, °F, K, %,"
                        + " hPa, Pa, V, mV, dBm, ppm and \"none\" are."));
    }

    private static Integer firstLine(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_LINES) {
            throw new IllegalArgumentException("The first line is a number from 1 to " + MOST_LINES + ".");
        }
        return Integer.valueOf(text);
    }
}
