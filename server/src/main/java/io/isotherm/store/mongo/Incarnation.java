package io.isotherm.store.mongo;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes the names of processes: unique to each start, in about the order of starting. */
final class Incarnation {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Incarnation() {}

    /** The time in hexadecimal, and 64 random bits. */
    static String next() {
        return HexFormat.of().toHexDigits(System.currentTimeMillis(), 12) + "-"
                + HexFormat.of().toHexDigits(RANDOM.nextLong());
    }
}
