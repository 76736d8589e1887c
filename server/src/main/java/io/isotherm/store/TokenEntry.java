package io.isotherm.store;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a token with which a device, a gateway or an agent sends: never the token itself.
 *
 * @param id by which people name it: 1 to 40 of {@code [a-z0-9-]}
 * @param name what people call it; 1 to 100 characters, none of them a control character
 * @param hash SHA-256 of the token, 64 hexadecimal digits in lower case
 * @param grant what it may send, as {@code io.isotherm.security.Grant} writes it; 1 to 30,000 characters
 * @param created epoch milliseconds
 * @param by who made it, as in {@link AuditEntry#actor()}
 * @param used when it was last used, epoch milliseconds, exact to the hour; null: never yet
 * @param revoked since when it is of no use, epoch milliseconds; null: it is
 */
public record TokenEntry(
        String id,
        String name,
        String hash,
        String grant,
        long created,
        String by,
        @Nullable Long used,
        @Nullable Long revoked) {
    public static final int MOST_NAME = 100;
    public static final int MOST_GRANT = 30_000;

    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public TokenEntry {
        require(ID.matcher(id).matches(), "id");
        require(isName(name), "name");
        require(HASH.matcher(hash).matches(), "hash");
        require(!grant.isEmpty() && grant.length() <= MOST_GRANT, "grant");
        require(!by.isEmpty() && by.length() <= 100, "author");
    }

    /** Whether a token may be called so. */
    public static boolean isName(String name) {
        return !name.isBlank() && name.length() <= MOST_NAME && name.chars().noneMatch(Character::isISOControl);
    }

    private static void require(boolean holds, String component) {
        if (!holds) {
            throw new IllegalArgumentException("no " + component + " of a token");
        }
    }
}
