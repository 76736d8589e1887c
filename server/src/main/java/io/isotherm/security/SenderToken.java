package io.isotherm.security;

import io.isotherm.store.TokenEntry;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A token with which a sender comes in, as it is shown: without the token.
 *
 * @param id by which people name it
 * @param created epoch milliseconds
 * @param by who made it
 * @param used when it was last used, epoch milliseconds, exact to the hour; null: never yet
 * @param revoked since when it is of no use; null: it is
 */
public record SenderToken(
        String id,
        String name,
        Grant grant,
        long created,
        String by,
        @Nullable Long used,
        @Nullable Long revoked) {
    /** What every token begins with, so that people and programs that look for leaked secrets know it. */
    static final String PREFIX = "iso_";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 5;

    static SenderToken of(TokenEntry entry) {
        return new SenderToken(
                entry.id(),
                entry.name(),
                Grant.parse(entry.grant()),
                entry.created(),
                entry.by(),
                entry.used(),
                entry.revoked());
    }

    /** 256 random bits, in characters that need no escape in a header, a query or a path. */
    static String newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String newId() {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static String hash(String secret) {
        return HexFormat.of().formatHex(AdminToken.hash(secret));
    }
}
