package io.isotherm.ingest.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SysfsTextTest {
    private static final String GOOD = "4b 01 4b 46 7f ff 05 10 e1 : crc=e1 YES\n4b 01 4b 46 7f ff 05 10 e1 t=20687\n";

    @ParameterizedTest
    @CsvSource({"45000, 45.0", "-12500, -12.5", "0, 0.0", "20687, 20.687", "85000, 85.0", "-127000, -127.0"})
    void thousandthsBecomeDegrees(String text, double degrees) {
        assertThat(SysfsText.millidegrees(text + "\n")).hasValue(degrees);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "N/A", "45.0", "0x2d", "45000 45000", "12345678901", "-"})
    void anythingElseIsNoMeasurement(String text) {
        assertThat(SysfsText.millidegrees(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"20687, 20.687", "-10125, -10.125", "85000, 85.0"})
    void aSlaveWithAGoodChecksumIsRead(String number, double degrees) {
        assertThat(SysfsText.w1Slave(GOOD.replace("t=20687", "t=" + number))).isEqualTo(OptionalDouble.of(degrees));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4b 01 4b 46 7f ff 05 10 e1 : crc=e2 NO\n4b 01 4b 46 7f ff 05 10 e1 t=20687\n",
                "4b 01 4b 46 7f ff 05 10 e1 : crc=e1 YES\n",
                "4b 01 4b 46 7f ff 05 10 e1 : crc=e1 YES\n4b 01 4b 46 7f ff 05 10 e1 t=\n",
                "4b 01 4b 46 7f ff 05 10 e1 : crc=e1 YES\n4b 01 4b 46 7f ff 05 10 e1\n",
                "YES\nt=20687\n",
                "20687\n",
                "",
            })
    void aSlaveWithoutOneIsNotRead(String text) {
        assertThat(SysfsText.w1Slave(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'Core 0\n', Core 0", "a/b, a-b", "' ', -", "'x\ty', x-y"})
    void textsBecomePartsOfKeys(String text, String part) {
        assertThat(SysfsText.keyPart(text)).isEqualTo(part);
    }
}
