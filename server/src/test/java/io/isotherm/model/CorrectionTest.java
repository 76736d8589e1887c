package io.isotherm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.isotherm.model.Correction.Offset;
import io.isotherm.model.Correction.Polynomial;
import io.isotherm.model.Correction.TwoPoint;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrectionTest {
    private static Calibration calibration(long from, Correction correction) {
        return new Calibration(1, from, "A", 0, "R", Unit.CELSIUS, correction, null);
    }

    @Test
    void anOffsetIsAdded() {
        assertThat(new Offset(-0.5).correct(4.25)).isEqualTo(3.75);
        assertThat(new Offset(1).correct(Double.NaN)).isNaN();
    }

    @Test
    void twoPointsAreALine() {
        // Ice water showed 0.4, boiling water 99.4.
        TwoPoint line = new TwoPoint(0.4, 0, 99.4, 100);
        assertThat(line.correct(0.4)).isZero();
        assertThat(line.correct(99.4)).isCloseTo(100, within(1e-12));
        assertThat(line.correct(49.9)).isCloseTo(50, within(1e-12));
    }

    @Test
    void aPolynomialIsSummed() {
        Polynomial cubic = new Polynomial(List.of(1.0, 0.5, -0.25, 2.0));
        assertThat(cubic.correct(2)).isEqualTo(1 + 0.5 * 2 - 0.25 * 4 + 2.0 * 8);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 1, 5",
        "1, 5, 2, 5",
        "1, 5, 2, 4",
        "NaN, 0, 1, 1",
        "0, 0, 1, Infinity",
        "0, -1e308, 1e-300, 1e308"
    })
    void twoPointsThatMakeNoIncreasingLineAreRefused(double raw1, double true1, double raw2, double true2) {
        assertThatThrownBy(() -> new TwoPoint(raw1, true1, raw2, true2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(".");
    }

    @Test
    void coefficientsThatMakeNoCorrectionAreRefused() {
        for (List<Double> coefficients : List.of(
                List.<Double>of(),
                List.of(1.0),
                List.of(1.0, 0.0),
                List.of(0.0, Double.NaN),
                List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0))) {
            assertThatThrownBy(() -> new Polynomial(coefficients)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatIsAffineNeverTurnsTwoValuesAround() {
        Random random = new Random(4711);
        for (int round = 0; round < 20_000; round++) {
            Correction correction = switch (round % 3) {
                case 0 -> new Offset(random.nextGaussian() * 10);
                case 1 -> new TwoPoint(random.nextGaussian(), 0, 50 + random.nextGaussian(), 50);
                default -> new Polynomial(List.of(random.nextGaussian(), 0.01 + random.nextDouble()));
            };
            assertThat(correction.isAffine()).isTrue();
            double less = random.nextGaussian() * 30;
            double more = random.nextBoolean() ? Math.nextUp(less) : less + random.nextDouble();
            assertThat(correction.correct(more)).isGreaterThanOrEqualTo(correction.correct(less));
        }
        assertThat(new Polynomial(List.of(0.0, -1.0)).isAffine()).isFalse();
        assertThat(new Polynomial(List.of(0.0, 1.0, 1e-3)).isAffine()).isFalse();
    }

    @Test
    void aReadingIsCorrectedInTheCalibrationsUnitAndShownInAnother() {
        Calibration colder = calibration(0, new Offset(-1));
        assertThat(colder.correct(50, Unit.FAHRENHEIT, Unit.CELSIUS)).isCloseTo(9, within(1e-12));
        assertThat(colder.correct(10, Unit.CELSIUS, Unit.KELVIN)).isCloseTo(282.15, within(1e-12));
        assertThat(colder.correct(10, Unit.PERCENT, Unit.CELSIUS)).isNaN();
        assertThat(colder.correct(10, Unit.CELSIUS, Unit.VOLT)).isNaN();
    }

    @Test
    void theLatestCalibrationThatIsNotRevokedCounts() {
        Calibration first = calibration(100, new Offset(1));
        Calibration third = calibration(300, new Offset(3));
        Calibration second = calibration(200, new Offset(2));
        Calibration again = calibration(200, new Offset(2.5));
        Calibration gone = calibration(400, new Offset(4)).revoked(new Calibration.Revocation("B", 1, "lost"));
        SensorDetails details = SensorDetails.NONE.withCalibrations(List.of(first, third, second, again, gone));
        assertThat(details.calibrationAt(99)).isNull();
        assertThat(details.calibrationAt(100)).isEqualTo(first);
        assertThat(details.calibrationAt(299)).isEqualTo(again);
        assertThat(details.calibrationAt(300)).isEqualTo(third);
        assertThat(details.calibrationAt(Long.MAX_VALUE)).isEqualTo(third);
    }
}
