package io.isotherm.model;

import java.util.List;

/**
 * Makes a true value of a measured one, both in the unit of its {@link Calibration}. The constructors throw
 * {@link IllegalArgumentException} with a sentence for numbers that make no correction.
 */
public sealed interface Correction {
    /** The true value; NaN where the measured one is, not finite where it leaves the range of a double. */
    double correct(double measured);

    /**
     * Whether it is affine and increasing, so that minimum, maximum and mean may be corrected after they were taken. What
     * is measured as more then never becomes less, to the last bit.
     */
    boolean isAffine();

    /** {@code true = measured + offset}. */
    record Offset(double offset) implements Correction {
        public Offset {
            Bounds.finite("An offset", offset);
        }

        @Override
        public double correct(double measured) {
            return measured + offset;
        }

        @Override
        public boolean isAffine() {
            return true;
        }
    }

    /**
     * The line through two points: a thermometer that showed {@code raw1} in a bath of {@code true1}, and {@code raw2} in
     * one of {@code true2}. Both pairs increase in the same direction.
     */
    record TwoPoint(double raw1, double true1, double raw2, double true2) implements Correction {
        public TwoPoint {
            for (double number : new double[] {raw1, true1, raw2, true2}) {
                Bounds.finite("A point of a calibration", number);
            }
            if (raw1 == raw2) {
                throw new IllegalArgumentException("The two measured values must differ.");
            }
            double slope = (true2 - true1) / (raw2 - raw1);
            if (!(slope > 0) || !Double.isFinite(slope)) {
                throw new IllegalArgumentException(
                        "Of the two points, the one that was measured as more must be more.");
            }
        }

        @Override
        public double correct(double measured) {
            return true1 + (measured - raw1) * ((true2 - true1) / (raw2 - raw1));
        }

        @Override
        public boolean isAffine() {
            return true;
        }
    }

    /**
     * {@code true = c0 + c1 m + c2 m² + …}.
     *
     * @param coefficients c0 first; 1 to {@value #MOST_COEFFICIENTS}, of which another than the first is not 0
     */
    record Polynomial(List<Double> coefficients) implements Correction {
        /** Of degree 4. */
        public static final int MOST_COEFFICIENTS = 5;

        public Polynomial {
            coefficients = List.copyOf(coefficients);
            if (coefficients.isEmpty() || coefficients.size() > MOST_COEFFICIENTS) {
                throw new IllegalArgumentException("A polynomial has 1 to " + MOST_COEFFICIENTS + " coefficients.");
            }
            coefficients.forEach(each -> Bounds.finite("A coefficient", each));
            if (coefficients.stream().skip(1).allMatch(each -> each == 0)) {
                throw new IllegalArgumentException("A polynomial that is the same for every value is no correction.");
            }
        }

        @Override
        public double correct(double measured) {
            double sum = 0;
            for (int i = coefficients.size() - 1; i >= 0; i--) {
                sum = sum * measured + coefficients.get(i);
            }
            return sum;
        }

        @Override
        public boolean isAffine() {
            return coefficients.size() == 2 && coefficients.get(1) > 0;
        }
    }
}
