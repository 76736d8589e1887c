package io.isotherm.ingest.simulate;

import java.util.function.DoubleSupplier;

/** Relative humidity of air of a given temperature that carries a given pressure of water vapour. */
final class Humidity implements Model {
    private final Model temperature;
    private final DoubleSupplier vapour;
    private double value;

    /** @param vapour the pressure of water vapour, hPa */
    Humidity(Model temperature, DoubleSupplier vapour) {
        this.temperature = temperature;
        this.vapour = vapour;
    }

    @Override
    public void step(long time) {
        value = Math.clamp(100 * vapour.getAsDouble() / saturation(temperature.value()), 4, 99);
    }

    @Override
    public double value() {
        return value;
    }

    /**
     * The pressure of saturated water vapour, hPa, by the Magnus formula with the coefficients of Alduchov and
     * Eskridge (Improved Magnus form approximation of saturation vapor pressure, J. Appl. Meteor. 35, 1996, equation
     * 21).
     *
     * @param temperature °C
     */
    static double saturation(double temperature) {
        return 6.1094 * StrictMath.exp(17.625 * temperature / (temperature + 243.04));
    }
}
