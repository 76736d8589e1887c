package io.isotherm.store;

import java.util.regex.Pattern;

/**
 * A browser's session that was ended before its time: never its id itself.
 *
 * @param hash SHA-256 of the id, 64 hexadecimal digits in lower case
 * @param until when it would have ended by itself, epoch milliseconds: as long is it to be remembered
 */
public record EndedSession(String hash, long until) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public EndedSession {
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("no hash of a session");
        }
    }
}
