package io.isotherm.ingest.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The test vectors that Ruuvi publishes with each format at docs.ruuvi.com; reserved bytes are FF here. */
class RuuviFormatTest {
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            03291A1ECE1EFC18F94202CA0B53, 3, 26.3, 20.5, 102766, NaN, 2899, -
            03FF7F63FFFF7FFF7FFF7FFFFFFF, 3, 127.99, 127.5, 115535, NaN, 65535, -
            0300FF6300008001800180010000, 3, -127.99, 0, 50000, NaN, NaN, -
            0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F, 5, 24.3, 53.49, 100044, NaN, 2977, CB:B8:33:4C:88:4F
            057FFFFFFEFFFE7FFF7FFF7FFFFFDEFEFFFECBB8334C884F, 5, 163.835, 163.835, 115534, NaN, 3646, CB:B8:33:4C:88:4F
            058001000000008001800180010000000000CBB8334C884F, 5, -163.835, 0, 50000, NaN, 1600, CB:B8:33:4C:88:4F
            058000FFFFFFFF800080008000FFFFFFFFFFFFFFFFFFFFFF, 5, NaN, NaN, NaN, NaN, NaN, -
            06170C5668C79E007000C90501D9FFCD004C884F, 6, 29.5, 55.3, 101102, 201, NaN, -
            067FFF9C40FFFE27109C40FAFAFEFFFF074C8F4F, 6, 163.835, 100, 115534, 40000, NaN, -
            0680010000000000000000000000FF00004C884F, 6, -163.835, 0, 50000, 0, NaN, -
            068000FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF, 6, NaN, NaN, NaN, NaN, NaN, -
            E1170C5668C79E0065007004BD11CA00C90A0213E0ACFFFFFFDECDEE10FFFFFFFFFFCBB8334C884F, 225, 29.5, 55.3, 101102, 201, NaN, CB:B8:33:4C:88:4F
            E17FFF9C40FFFE27102710271027109C40FAFADC28F0FFFFFFFFFFFE3FFFFFFFFFFFCBB8334C884F, 225, 163.835, 100, 115534, 40000, NaN, CB:B8:33:4C:88:4F
            E1800100000000000000000000000000000000000000FFFFFF00000000FFFFFFFFFFCBB8334C884F, 225, -163.835, 0, 50000, 0, NaN, CB:B8:33:4C:88:4F
            E18000FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFFFFFFFF, 225, NaN, NaN, NaN, NaN, NaN, -
            """)
    void publishedVectorsAreRead(
            String hex,
            int format,
            double temperature,
            double humidity,
            double pressure,
            double co2,
            double battery,
            String address) {
        assertThat(RuuviFormat.ofPayload(HexFormat.of().parseHex(hex)))
                .isEqualTo(new RuuviFormat(format, temperature, humidity, pressure, co2, battery, address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "03",
                "05",
                "0512FC5394C37C0004FFFC040CAC364200CDCBB8334C88",
                "06170C5668C79E007000C90501D9FFCD004C88",
                "E1170C5668C79E0065007004BD11CA00C90A0213E0ACFFFFFFDECDEE10FFFFFFFFFFCBB8334C88",
                "08FF",
                "04FF",
            })
    void anotherFormatOrACutOneIsNotRead(String hex) {
        assertThat(RuuviFormat.ofPayload(HexFormat.of().parseHex(hex))).isNull();
    }

    @Test
    void hundredthsBeyondTheDegreeAreNoTemperature() {
        RuuviFormat format = RuuviFormat.ofPayload(HexFormat.of().parseHex("03291A64CE1EFC18F94202CA0B53"));

        assertThat(format).isNotNull();
        assertThat(format.temperature()).isNaN();
        assertThat(format.humidity()).isEqualTo(20.5);
    }

    @Test
    void anAdvertisementThatIsCutAnywhereIsNotRead() {
        byte[] whole = HexFormat.of().parseHex("0201061BFF99040517037758C5C703FCFF30FFF89416B7958AE375CF374E23");

        assertThat(RuuviFormat.ofAdvertisement(whole)).isNotNull();
        for (int length = 0; length < whole.length; length++) {
            assertThat(RuuviFormat.ofAdvertisement(Arrays.copyOf(whole, length)))
                    .isNull();
        }
    }
}
