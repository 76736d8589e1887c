package io.isotherm.calibration;

import io.isotherm.model.Calibration;
import io.isotherm.model.Flags;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;

/** One reading's value as it is shown. Pure. */
public final class Corrected {
    private Corrected() {}

    /**
     * The value, corrected by the calibration that counts for its time, if there is one.
     *
     * @param time epoch milliseconds
     * @param value as sent
     * @param flags tell the unit it was sent in
     * @return NaN where the unit it was sent in does not convert
     */
    public static double value(Sensor sensor, long time, double value, int flags, Unit shown) {
        Calibration calibration = sensor.details().calibrations().isEmpty()
                ? null
                : sensor.details().calibrationAt(time);
        return calibration == null
                ? uncorrected(value, flags, shown)
                : calibration.correct(value, Flags.unit(flags), shown);
    }

    /** The value as it was sent, in another unit; NaN where that does not convert. */
    public static double uncorrected(double value, int flags, Unit shown) {
        Unit sent = Flags.unit(flags);
        return sent.convertsTo(shown) ? sent.convert(value, shown) : Double.NaN;
    }
}
