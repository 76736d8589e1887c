package io.isotherm.ingest.text;

import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import org.jspecify.annotations.Nullable;

/** What a sensor measures, as far as its key and its unit tell. */
public final class NamedQuantity {
    private NamedQuantity() {}

    /**
     * The quantity that the key's last part names ({@code kitchen/humidity}); else the one that the unit tells; else
     * temperature. A battery that is given in volts is a voltage.
     */
    public static Quantity of(String key, @Nullable Unit unit) {
        Quantity named =
                Quantity.ofField(key.substring(key.lastIndexOf('/') + 1)).orElse(null);
        if (named == Quantity.BATTERY && unit != null && unit.convertsTo(Unit.VOLT)) {
            return Quantity.VOLTAGE;
        }
        if (named != null) {
            return named;
        }
        return unit == null ? Quantity.TEMPERATURE : Quantity.ofUnit(unit);
    }

    /** Whether a value of the quantity can come in the unit; any can for {@link Quantity#OTHER}. */
    public static boolean fits(Quantity quantity, Unit unit) {
        return quantity == Quantity.OTHER || unit.convertsTo(quantity.unit());
    }

    /** A sentence for the sender of a unit that does not fit the quantity. */
    public static String misfit(Quantity quantity, Unit unit) {
        return "The unit " + (unit == Unit.NONE ? "\"none\"" : unit.symbol()) + " is not one of " + quantity.id()
                + ", which comes in " + quantity.unit().symbol() + " when no unit is given.";
    }

    /** A sentence for the sender of a unit that is none. */
    public static String unknownUnit(String text) {
        return "The unit " + Quoted.of(text)
                + " is not known: °C, °F, K, %, hPa, Pa, V, mV, dBm, ppm and \"none\" are.";
    }
}
