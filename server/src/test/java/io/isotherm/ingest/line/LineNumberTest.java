package io.isotherm.ingest.line;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineNumberTest {
    private final LineNumber number = new LineNumber();

    private void check(String text) {
        byte[] bytes = ("x" + text + ",").getBytes(US_ASCII);
        assertThat(number.read(bytes, 1, bytes.length)).as(text).isTrue();
        assertThat(number.end()).as(text).isEqualTo(bytes.length - 1);
        assertThat(Double.doubleToRawLongBits(number.value()))
                .as(text)
                .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }

    @Test
    void everyDecimalIsTheOneThatJavaReads() {
        Random random = new Random(61);
        for (int round = 0; round < 300_000; round++) {
            check(
                    switch (round % 6) {
                        case 0 -> Double.toString(random.nextGaussian() * 100);
                        case 1 -> Double.toString(Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
                        case 2 ->
                            BigDecimal.valueOf(random.nextInt(), random.nextInt(12))
                                    .toPlainString();
                        case 3 -> digits(random, 1 + random.nextInt(25)) + "." + digits(random, random.nextInt(25));
                        case 4 -> digits(random, 1 + random.nextInt(20)) + "e" + (random.nextInt(700) - 350);
                        default ->
                            BigDecimal.valueOf(random.nextLong(), random.nextInt(30))
                                    .toString();
                    });
        }
    }

    @Test
    void theEdgesOfTheShortWayAreExact() {
        for (String text : new String[] {
            "9007199254740992",
            "9007199254740993",
            "9007199254740992.0",
            "0.9007199254740993",
            "1234567890.1234567",
            "0.0000000000000000000001",
            "0.00000000000000000000001",
            "123456789012345678",
            "1234567890123456789",
            "00000000000000000000000000001.5",
            "2.2250738585072011e-308",
            "4.9e-324",
            "1e22",
            "1e23"
        }) {
            check(text);
            check("-" + text);
            check("+" + text);
        }
    }

    @Test
    void wholeNumbersAreTheOnesThatJavaReads() {
        Random random = new Random(62);
        for (int round = 0; round < 200_000; round++) {
            long value = random.nextLong() >> random.nextInt(64);
            byte[] bytes = Long.toString(value).getBytes(US_ASCII);
            assertThat(LineNumber.isLong(bytes, 0, bytes.length)).isTrue();
            assertThat(LineNumber.integer(bytes, 0, bytes.length)).isEqualTo(value);
            byte[] unsigned = Long.toUnsignedString(value).getBytes(US_ASCII);
            assertThat(LineNumber.isUnsigned(unsigned, 0, unsigned.length)).isTrue();
        }
    }

    private static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }
}
