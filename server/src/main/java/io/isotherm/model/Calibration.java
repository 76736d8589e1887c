package io.isotherm.model;

import org.jspecify.annotations.Nullable;

/**
 * A correction of a sensor's readings that somebody signed off. It is never changed afterwards, only revoked. The
 * constructor throws {@link IllegalArgumentException} with a sentence when a bound is broken.
 *
 * @param number tells it from the sensor's others: 1, 2 and so on
 * @param from readings from this time on are corrected, until another calibration counts; epoch milliseconds
 * @param by who signed it off; at most {@value #LONGEST_NAME} characters
 * @param signed when, epoch milliseconds
 * @param reason why, or the certificate; at most {@value #LONGEST_REASON} characters
 * @param unit of the correction's numbers
 * @param revoked by whom it was revoked; null: it counts
 */
public record Calibration(
        int number,
        long from,
        String by,
        long signed,
        String reason,
        Unit unit,
        Correction correction,
        @Nullable Revocation revoked) {
    public static final int LONGEST_NAME = 100;
    public static final int LONGEST_REASON = 500;

    public Calibration {
        if (number < 1) {
            throw new IllegalArgumentException("A calibration's number is at least 1.");
        }
        Bounds.line("The name of who signs a calibration off", by, LONGEST_NAME);
        Bounds.line("A calibration's reason", reason, LONGEST_REASON);
    }

    /** @return the same, that does not count any more */
    public Calibration revoked(Revocation revocation) {
        return new Calibration(number, from, by, signed, reason, unit, correction, revocation);
    }

    /**
     * The true value of a reading.
     *
     * @param value in the unit {@code sent}
     * @param shown the unit of what is returned
     * @return NaN where the units are of different quantities
     */
    public double correct(double value, Unit sent, Unit shown) {
        if (!sent.convertsTo(unit) || !unit.convertsTo(shown)) {
            return Double.NaN;
        }
        return unit.convert(correction.correct(sent.convert(value, unit)), shown);
    }

    /**
     * Why a calibration does not count any more.
     *
     * @param by who revoked it; bounded as in the calibration, like {@code reason}
     * @param at epoch milliseconds
     */
    public record Revocation(String by, long at, String reason) {
        public Revocation {
            Bounds.line("The name of who revokes a calibration", by, LONGEST_NAME);
            Bounds.line("A reason", reason, LONGEST_REASON);
        }
    }
}
