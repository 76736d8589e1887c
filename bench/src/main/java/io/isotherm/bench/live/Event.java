package io.isotherm.bench.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * The event that is sent: 108 bytes of JSON, 115 with Socket.IO's {@code 42["t",…]}. When it was due and its number stand
 * at fixed places, with a fixed count of digits, so that they are read without decoding anything.
 */
final class Event {
    /** Where the time's digits begin in the JSON, and the number's. */
    private static final int TIME = 6;

    private static final int NUMBER = 27;
    private static final long BASE_TIME = 1_000_000_000_000_000L;
    private static final long BASE_NUMBER = 10_000_000L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Event() {}

    /** @param micros when it was due, by {@link #micros()} */
    static byte[] json(long micros, long number) {
        return String.format(
                        Locale.ROOT,
                        "{\"ts\":%d,\"n\":%d,\"sensor\":\"site-03/fridge-17/temperature\",\"value\":4.31,\"unit\":\"C\",\"q\":0,\"r\":1}",
                        BASE_TIME + micros,
                        BASE_NUMBER + number)
                .getBytes(US_ASCII);
    }

    /** The generator's clock. */
    static long micros() {
        return System.nanoTime() / 1_000;
    }

    static long time(byte[] bytes, int json) {
        return digits(bytes, json + TIME) * 100_000_000L + digits(bytes, json + TIME + 8) - BASE_TIME;
    }

    static long number(byte[] bytes, int json) {
        return digits(bytes, json + NUMBER) - BASE_NUMBER;
    }

    /** Eight decimal digits at once: pairs, then fours, then all. */
    private static long digits(byte[] bytes, int at) {
        long x = (((long) LONGS.get(bytes, at) & 0x0F0F0F0F0F0F0F0FL) * 2561) >>> 8;
        x = ((x & 0x00FF00FF00FF00FFL) * 6_553_601) >>> 16;
        return ((x & 0x0000FFFF0000FFFFL) * 42_949_672_960_001L) >>> 32;
    }
}
