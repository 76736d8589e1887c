package io.isotherm.security;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The administrator's token, of which only the hash is kept. */
final class AdminToken {
    private static final Logger LOG = LoggerFactory.getLogger(AdminToken.class);

    static final int LEAST_LENGTH = 32;
    static final int MOST_LENGTH = 1_024;

    private final byte[] hash;

    private AdminToken(byte[] hash) {
        this.hash = hash;
    }

    /** @throws AccessException when the file cannot be read or holds no token that is fit */
    static AdminToken read(Path file) {
        String text;
        try {
            if (Files.size(file) > 4 * MOST_LENGTH) {
                throw new AccessException("The administrator's token file " + file
                        + " is too large to be one: it must hold nothing but the token.");
            }
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            warnIfReadable(file);
        } catch (IOException e) {
            throw new AccessException("The administrator's token file " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + "): --admin-token-file must name a file that holds the token.");
        }
        String token = text.strip();
        if (token.length() < LEAST_LENGTH || token.length() > MOST_LENGTH || !isPrintable(token)) {
            throw new AccessException("The token in " + file + " is not fit: it must be one line of " + LEAST_LENGTH
                    + " to " + MOST_LENGTH + " printable ASCII characters without spaces. Make one with:"
                    + " (umask 077; openssl rand -hex 32 > " + file + ")");
        }
        return new AdminToken(hash(token));
    }

    /** Takes the same time whatever is wrong with it. */
    boolean matches(String token) {
        return MessageDigest.isEqual(hash, hash(token));
    }

    /** A key of 32 bytes that only this token gives, and that does not give the token. */
    byte[] key(String purpose) {
        byte[] named = purpose.getBytes(StandardCharsets.UTF_8);
        return sha256(ByteBuffer.allocate(hash.length + named.length)
                .put(hash)
                .put(named)
                .array());
    }

    private static boolean isPrintable(String token) {
        return token.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private static void warnIfReadable(Path file) throws IOException {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
                LOG.warn("token file readable by everyone: file={} remedy=\"chmod 600\"", file);
            }
        } catch (UnsupportedOperationException e) {
            LOG.debug("token file's permissions unknown: file={}", file);
        }
    }

    /** SHA-256: enough for a secret that is too long to be guessed. */
    static byte[] hash(String secret) {
        return sha256(secret.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
