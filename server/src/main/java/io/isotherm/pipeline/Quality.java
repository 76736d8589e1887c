package io.isotherm.pipeline;

import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import java.util.HashMap;
import java.util.Map;

/**
 * Judges readings as they come in. Remembers the last good temperature of each sensor, so one instance sees all
 * readings; not thread-safe.
 */
final class Quality {
    /**
     * What a DS18B20 has in its scratchpad before the first conversion (data sheet, table 1, note: power-on reset
     * value).
     */
    private static final double POWER_ON_CELSIUS = 85.0;

    /** What the common libraries give when a DS18B20 does not answer. */
    private static final double NO_ANSWER_CELSIUS = -127.0;

    /** A sensor that was within so many kelvins of 85 °C may well have reached it. */
    private static final double NEAR = 5.0;

    private final Map<Integer, Double> lastGood = new HashMap<>();

    /** The quality bits ({@link Flags}) of a reading. */
    int judge(int sensor, Quantity quantity, double value, Unit unit) {
        if (!Double.isFinite(value)) {
            return Flags.SENSOR_FAULT;
        }
        double base = unit.convertsTo(quantity.unit()) ? unit.convert(value, quantity.unit()) : value;
        if (base < quantity.least() || base > quantity.most()) {
            return Flags.OUT_OF_RANGE;
        }
        if (quantity != Quantity.TEMPERATURE) {
            return Flags.GOOD;
        }
        if (base == NO_ANSWER_CELSIUS) {
            return Flags.SENSOR_FAULT;
        }
        Double last = lastGood.get(sensor);
        if (base == POWER_ON_CELSIUS && (last == null || Math.abs(last - POWER_ON_CELSIUS) > NEAR)) {
            return Flags.POWER_ON;
        }
        lastGood.put(sensor, base);
        return Flags.GOOD;
    }
}
