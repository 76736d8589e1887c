package io.isotherm.socketio.engine;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes ids that nobody can guess. */
public final class SecretIds {
    /** 144 random bits: 24 characters without padding. */
    private static final int BYTES = 18;

    private static final SecureRandom RANDOM = new SecureRandom();

    private SecretIds() {}

    /** A new id of letters, digits, {@code -} and {@code _}. */
    public static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
