package io.isotherm.ingest.vendor;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a Ruuvi sensor broadcasts: the payload after the company id 0x0499 in formats 3 (RAWv1), 5 (RAWv2), 6 and E1.
 * NaN stands for a value that the sensor marks as not available: the largest unsigned, the smallest signed number.
 *
 * @param format 3, 5, 6 or 0xE1
 * @param temperature °C
 * @param humidity % relative
 * @param pressure Pa
 * @param co2 ppm; formats 6 and E1
 * @param battery mV; formats 3 and 5
 * @param address the sensor's, like {@code CB:B8:33:4C:88:4F}; null in formats 3 and 6, which have none or half of it
 * @see <a href="https://docs.ruuvi.com/communication/bluetooth-advertisements">Bluetooth advertisements</a>
 */
record RuuviFormat(
        int format,
        double temperature,
        double humidity,
        double pressure,
        double co2,
        double battery,
        @Nullable String address) {
    private static final int MANUFACTURER_DATA = 0xFF;
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    /** What the payload says; null for another format, and for one that is too short. */
    static @Nullable RuuviFormat ofPayload(byte[] payload) {
        return switch (payload.length == 0 ? 0 : payload[0] & 0xFF) {
            case 0x03 -> payload.length < 14 ? null : ofVersion1(payload);
            case 0x05 -> payload.length < 24 ? null : ofVersion2(payload);
            case 0x06 -> payload.length < 20 ? null : ofAir(payload, 9, null);
            case 0xE1 -> payload.length < 40 ? null : ofAir(payload, 15, address(payload, 34));
            default -> null;
        };
    }

    /**
     * What an advertisement says: fields of a length, a type and content (Bluetooth Core Specification, vol. 3, part C,
     * section 11), one of them the manufacturer's.
     *
     * @return null where it is of another maker, or malformed
     */
    static @Nullable RuuviFormat ofAdvertisement(byte[] data) {
        int at = 0;
        while (at < data.length) {
            int length = data[at] & 0xFF;
            if (length == 0 || at + length >= data.length) {
                return null;
            }
            boolean ruuvi = (data[at + 1] & 0xFF) == MANUFACTURER_DATA
                    && length >= 3
                    && (data[at + 2] & 0xFF) == 0x99
                    && (data[at + 3] & 0xFF) == 0x04;
            if (ruuvi) {
                return ofPayload(Arrays.copyOfRange(data, at + 4, at + 1 + length));
            }
            at += length + 1;
        }
        return null;
    }

    // Sign and magnitude, whole degrees and hundredths. No value is marked as missing, but no battery has 0 V.
    private static RuuviFormat ofVersion1(byte[] data) {
        int hundredths = (data[2] & 0x7F) * 100 + data[3];
        boolean plausible = data[3] >= 0 && data[3] <= 99;
        double temperature = plausible ? (data[2] < 0 ? -hundredths : hundredths) / 100.0 : Double.NaN;
        int battery = unsigned(data, 12);
        return new RuuviFormat(
                3,
                temperature,
                (data[1] & 0xFF) / 2.0,
                unsigned(data, 4) + 50_000.0,
                Double.NaN,
                battery == 0 ? Double.NaN : battery,
                null);
    }

    private static RuuviFormat ofVersion2(byte[] data) {
        int millivolts = unsigned(data, 13) >> 5;
        return new RuuviFormat(
                5,
                temperature(data),
                humidity(data),
                pressure(data),
                Double.NaN,
                millivolts == 0x7FF ? Double.NaN : millivolts + 1_600.0,
                address(data, 18));
    }

    private static RuuviFormat ofAir(byte[] data, int co2, @Nullable String address) {
        return new RuuviFormat(
                data[0] & 0xFF,
                temperature(data),
                humidity(data),
                pressure(data),
                available(unsigned(data, co2)),
                Double.NaN,
                address);
    }

    private static double temperature(byte[] data) {
        short steps = (short) unsigned(data, 1);
        return steps == Short.MIN_VALUE ? Double.NaN : steps / 200.0;
    }

    private static double humidity(byte[] data) {
        return available(unsigned(data, 3)) / 400;
    }

    private static double pressure(byte[] data) {
        return available(unsigned(data, 5)) + 50_000;
    }

    private static double available(int value) {
        return value == 0xFFFF ? Double.NaN : value;
    }

    private static int unsigned(byte[] data, int at) {
        return (data[at] & 0xFF) << 8 | (data[at + 1] & 0xFF);
    }

    private static @Nullable String address(byte[] data, int at) {
        String text = COLONS.formatHex(data, at, at + 6);
        return text.equals("FF:FF:FF:FF:FF:FF") ? null : text;
    }
}
