package io.isotherm.security;

import io.vertx.core.MultiMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * A token that opens the metrics and nothing else: what collects them needs no more, and often keeps its secrets where
 * many can read them. Only its hash is kept.
 */
public final class MetricsToken {
    private static final String BEARER = "Bearer ";

    private final byte[] hash;

    private MetricsToken(byte[] hash) {
        this.hash = hash;
    }

    /** @throws AccessException when the file cannot be read or holds no token that is fit */
    public static MetricsToken read(Path file) {
        String token;
        try {
            if (Files.size(file) > 4 * AdminToken.MOST_LENGTH) {
                throw new AccessException("The file " + file + " is too large: it must hold nothing but the token.");
            }
            token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new AccessException("The file " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + "): --metrics-token-file must name a file that holds the token.");
        }
        if (token.length() < AdminToken.LEAST_LENGTH
                || token.length() > AdminToken.MOST_LENGTH
                || !token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new AccessException("The token in " + file + " is not fit: it must be one line of "
                    + AdminToken.LEAST_LENGTH + " to " + AdminToken.MOST_LENGTH
                    + " printable ASCII characters without spaces. Make one with:"
                    + " (umask 077; openssl rand -hex 32 > " + file + ")");
        }
        return new MetricsToken(AdminToken.hash(token));
    }

    /** Whether a request shows it, as {@code Authorization: Bearer}; takes the same time whatever is wrong. */
    public boolean isShown(MultiMap headers) {
        String given = headers.get("Authorization");
        return given != null
                && given.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && MessageDigest.isEqual(
                        hash, AdminToken.hash(given.substring(BEARER.length()).strip()));
    }
}
