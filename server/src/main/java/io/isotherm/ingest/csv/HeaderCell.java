package io.isotherm.ingest.csv;

import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the header of a value column tells: {@code Temp(°C)}, {@code Temperature [F]}, {@code Celsius(°C)}, {@code RH%},
 * {@code Temp, °C (LGR S/N: 1234)}, {@code Temperature_Celsius}, {@code Pressure (kPa)}.
 *
 * @param name what is left without the unit
 * @param quantity what it measures; null where it does not say
 * @param unit null where it does not say, or says one that is not known here
 * @param foreign whether it says a unit that is not known here: then the values have none
 */
record HeaderCell(
        String name, @Nullable Quantity quantity, @Nullable Unit unit, boolean foreign) {
    private static final Pattern BRACKETS = Pattern.compile("\\s*[(\\[{]([^)\\]}]{0,60})[)\\]}]?");
    private static final Pattern SIGN = Pattern.compile(
            "(?iU)[,_]?\\s*(°\\s*[CFK]\\b|º\\s*[CFK]\\b|℃|℉|\\bdeg\\.?[ _]?[CF]\\b|celsius|fahrenheit|kelvin|%\\s*rh|%|"
                    + "\\bhpa\\b|\\bmbar\\b|\\bppm\\b|\\bdbm\\b|\\bmv\\b|(?<=[ _,])[cfkv]$)");
    private static final Pattern FOREIGN =
            Pattern.compile("(?iU)[,_ ]\\s*(kpa|inhg|mmhg|psi|lux|lx|mg|g|m/s|km/h|mm|µg/m³|g/m3)$");

    /** The header's cell; an empty one tells nothing. */
    static HeaderCell of(String header) {
        String text = header.strip();
        Unit unit = null;
        boolean foreign = false;
        Matcher brackets = BRACKETS.matcher(text);
        while (brackets.find()) {
            String inside = brackets.group(1).strip();
            Unit inner = unit(inside);
            if (unit == null && inner != null) {
                unit = inner;
            } else if (inner == null && looksLikeUnit(inside)) {
                foreign = true;
            }
        }
        // The unit may have been all there was outside of the brackets, or inside of them: "Celsius(°C)", "(°C)".
        String bare = brackets.reset().replaceAll("").strip();
        Quantity quantity = quantity(bare.isEmpty() ? text : bare);
        Matcher sign = SIGN.matcher(bare);
        if (sign.find()) {
            Unit inner = unit(sign.group(1));
            unit = unit == null ? inner : unit;
            String rest = (bare.substring(0, sign.start()) + " " + bare.substring(sign.end())).strip();
            bare = rest.isEmpty() ? bare : rest;
        } else if (unit == null && FOREIGN.matcher(bare).find()) {
            foreign = true;
        }
        foreign &= unit == null;
        if (foreign) {
            // The name keeps it, as nothing else does.
            return new HeaderCell(text.replaceAll("[()\\[\\]{}]", "").strip(), Quantity.OTHER, Unit.NONE, true);
        }
        if (unit != null && (quantity == null || !fits(quantity, unit))) {
            Quantity told = Quantity.ofUnit(unit);
            quantity = quantity == Quantity.BATTERY && told == Quantity.VOLTAGE
                    ? told
                    : told == Quantity.OTHER ? quantity : told;
            quantity = quantity != null && !fits(quantity, unit) ? Quantity.OTHER : quantity;
        }
        return new HeaderCell(bare.replaceAll("[,;:_\\s]+$", "").replaceAll("^[,;:_\\s]+", ""), quantity, unit, false);
    }

    private static boolean fits(Quantity quantity, Unit unit) {
        return quantity == Quantity.OTHER || unit.convertsTo(quantity.unit());
    }

    private static @Nullable Unit unit(String text) {
        String plain = text.replaceAll("(?i)^deg\\.?[ _]?", "deg").replaceAll("\\s+", "");
        Optional<Unit> unit = plain.isEmpty() || plain.equals("1") ? Optional.empty() : Unit.parse(plain);
        if (unit.isEmpty() && plain.matches("(?i)%?r\\.?h\\.?%?|%r\\.?f\\.?|%relhum")) {
            return Unit.PERCENT;
        }
        return unit.orElse(null);
    }

    private static boolean looksLikeUnit(String text) {
        return text.matches(
                "(?iU)kpa|inhg|mmhg|psi|bar|g|mg|lux|lx|klx|dB[A-Z]{0,2}|[mk]?m/[sh]|k?m|mm|cm|µg/m³|ug/m3|mg/m³|"
                        + "g/m[\\^]?[3³]|m/s²|kwh|w|a|ma|ah|ppb|s|min|ms|rpm|mph|uv|ph|w/m2|w/m²|dbspl");
    }

    /** The quantity that a name tells by its words; null where it tells none. */
    static @Nullable Quantity quantity(String name) {
        String text = name.toLowerCase(Locale.ROOT);
        if (text.contains("temp")
                || text.contains("celsius")
                || text.contains("fahrenheit")
                || text.contains("dew")
                || text.contains("taupunkt")
                || text.contains("°c")
                || text.contains("°f")) {
            return Quantity.TEMPERATURE;
        }
        if (text.contains("humid")
                || text.contains("feucht")
                || text.contains("humedad")
                || text.contains("%rh")
                || text.matches("(.*[^a-z])?rh([^a-z].*)?")
                || text.matches("hum([^a-z].*)?")) {
            return Quantity.HUMIDITY;
        }
        if (text.contains("pressure") || text.contains("luftdruck")) {
            return Quantity.PRESSURE;
        }
        if (text.contains("co2") || text.contains("co₂")) {
            return Quantity.CO2;
        }
        if (text.contains("batter")) {
            return Quantity.BATTERY;
        }
        if (text.contains("rssi") || text.contains("signal")) {
            return Quantity.SIGNAL;
        }
        if (text.contains("voltage")) {
            return Quantity.VOLTAGE;
        }
        if (text.matches(".*(light|lux|accel|movement|pm ?[0-9]|pm2|voc|nox|sound|speed|rain|sequence|tx ?power|"
                + "vapou?r|count|power|energy|status|aqi|index|luminosity|air quality).*")) {
            return Quantity.OTHER;
        }
        return Quantity.ofField(name.strip()).orElse(null);
    }
}
