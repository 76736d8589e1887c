package io.isotherm.ingest.line;

import io.isotherm.ingest.text.NamedQuantity;
import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a field measures and in which unit, as far as its name, the measurement and the tags tell. A name that tells
 * nothing is no temperature, unlike elsewhere: most of what agents send is none.
 *
 * @param unit null for the sensor's own
 */
record FieldMeaning(Quantity quantity, @Nullable Unit unit) {
    /** Names of fields that say nothing: measurement and tags are asked instead. */
    private static final Set<String> SAYS_NOTHING = Set.of("value", "val", "state", "reading");

    /** {@code temp_crit_alarm} is no temperature. */
    private static final Set<String> NO_QUANTITY = Set.of("alarm", "count", "status", "errors", "id");

    /** Units that Home Assistant gives as a measurement. */
    private static final Set<String> UNITS = Set.of("°C", "°F", "K", "%", "hPa", "mbar", "Pa", "V", "mV", "dBm", "ppm");

    static FieldMeaning of(SeriesName series, String field) {
        List<String> words = words(field);
        Unit unit = unitOf(words);
        boolean saysNothing = words.size() == 1 && SAYS_NOTHING.contains(words.getFirst());
        Quantity named = saysNothing
                ? quantityOf(series)
                : quantity(field, unit == null ? words : words.subList(0, words.size() - 1));
        if (unit == null) {
            unit = unitOf(series, saysNothing);
            if (!saysNothing && unit != null && (named == null || !NamedQuantity.fits(named, unit))) {
                unit = null;
            }
        } else if (words.getLast().length() == 1 && (named == null || !NamedQuantity.fits(named, unit))) {
            // A letter alone says little: vitamin_c, button_f.
            return new FieldMeaning(named == null ? Quantity.OTHER : named, null);
        }
        if (named == null) {
            return new FieldMeaning(unit == null ? Quantity.OTHER : Quantity.ofUnit(unit), unit);
        }
        return unit == null || NamedQuantity.fits(named, unit)
                ? new FieldMeaning(named, unit)
                : new FieldMeaning(Quantity.ofUnit(unit), unit);
    }

    /** The unit that the measurement is; null where it is a name. */
    static @Nullable Unit unitOf(String measurement) {
        return UNITS.contains(measurement) ? Unit.parse(measurement).orElse(null) : null;
    }

    private static @Nullable Unit unitOf(SeriesName series, boolean saysNothing) {
        Unit measured = unitOf(series.measurement());
        if (measured != null || !saysNothing) {
            return measured;
        }
        for (String name : List.of("unit", "unit_of_measurement", "units")) {
            String tag = series.tag(name);
            if (tag != null) {
                return unit(tag).orElse(null);
            }
        }
        return null;
    }

    // IPMI's sensors, as Telegraf sends them, have degrees_c.
    private static Optional<Unit> unit(String text) {
        return Unit.parse(text.replace("degrees_", "").replace("degrees ", "")).filter(unit -> unit != Unit.NONE);
    }

    // Of temp_c, temperatureF, used_percent: what the last of several words names.
    private static @Nullable Unit unitOf(List<String> words) {
        return words.size() < 2
                ? null
                : switch (words.getLast()) {
                    case "c",
                            "f",
                            "k",
                            "v",
                            "celsius",
                            "fahrenheit",
                            "kelvin",
                            "percent",
                            "hpa",
                            "mbar",
                            "pa",
                            "volts",
                            "mv",
                            "dbm",
                            "ppm" -> unit(words.getLast()).orElse(null);
                    default -> null;
                };
    }

    private static @Nullable Quantity quantityOf(SeriesName series) {
        String entity = series.tag("entity_id");
        Quantity named = entity == null ? null : quantity(entity, words(entity));
        return named != null ? named : quantity(series.measurement(), words(series.measurement()));
    }

    private static @Nullable Quantity quantity(String name, List<String> words) {
        Quantity whole = Quantity.ofField(name).orElse(null);
        if (whole != null || words.isEmpty() || NO_QUANTITY.contains(words.getLast())) {
            return whole;
        }
        Quantity last = quantity(words.getLast());
        return last != null ? last : quantity(words.getFirst());
    }

    private static @Nullable Quantity quantity(String word) {
        return word.length() < 3 ? null : Quantity.ofField(word).orElse(null);
    }

    // In lower case; a capital after a small letter begins one.
    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= name.length(); i++) {
            boolean between = i == name.length() || !Character.isLetterOrDigit(name.charAt(i));
            boolean begins = !between
                    && i > from
                    && Character.isUpperCase(name.charAt(i))
                    && Character.isLowerCase(name.charAt(i - 1));
            if ((between || begins) && i > from) {
                words.add(name.substring(from, i).toLowerCase(Locale.ROOT));
            }
            from = between ? i + 1 : begins ? i : from;
        }
        return words;
    }
}
