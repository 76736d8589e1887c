package io.isotherm.security;

import io.isotherm.store.StoreException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in by a browser. An id is its start, a random number, and a seal over both (HMAC-SHA256) with a key that
 * is made of the administrator's token: so every process with the same token knows it, whichever one gave it, and a
 * restart signs nobody out; another token does, all. Which ones were signed out is kept in the store, by
 * {@link EndedSessions}; in memory is when each was last used here: a session ends {@link #LIFE} after its start, and
 * {@link #IDLE} after its last use as far as this process knows. May be called from any thread.
 */
final class Sessions {
    static final Duration IDLE = Duration.ofHours(12);
    static final Duration LIFE = Duration.ofDays(7);

    /** Beyond, the use that is longest ago is forgotten. */
    static final int MOST = 10_000;

    /** Stands for the last use of one that was unused for too long. */
    private static final long OVER = Long.MIN_VALUE;

    private static final String MAC = "HmacSHA256";
    private static final int SEALED = Long.BYTES + 16;
    private static final int BYTES = SEALED + 32;

    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock;
    private final SecretKeySpec key;
    private final @Nullable EndedSessions ended;
    // When each was last used, in that order.
    private final Map<ByteBuffer, Long> used = new LinkedHashMap<>(16, 0.75f, true);

    /** @param key secret, 32 bytes, the same in all processes that are to know each other's sessions */
    Sessions(InstantSource clock, byte[] key) {
        this(clock, new SecretKeySpec(key, MAC), null);
    }

    private Sessions(InstantSource clock, SecretKeySpec key, @Nullable EndedSessions ended) {
        this.clock = clock;
        this.key = key;
        this.ended = ended;
    }

    /** The same, that keeps which ones were signed out; without it that is known in memory alone. */
    Sessions keeping(EndedSessions ended) {
        return new Sessions(clock, key, ended);
    }

    /** Starts a session, and gives the secret by which it is known. */
    String start() {
        byte[] nonce = new byte[SEALED - Long.BYTES];
        random.nextBytes(nonce);
        long now = clock.millis();
        ByteBuffer id = ByteBuffer.allocate(BYTES).putLong(now).put(nonce);
        id.put(seal(id.array()));
        note(id.array(), now);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.array());
    }

    /** Whether there is such a session; prolongs it. */
    boolean touch(String id) {
        byte[] bytes = bytes(id);
        if (bytes == null) {
            return false;
        }
        long now = clock.millis();
        // Either way: the clock of the process that gave it may be ahead.
        if (Math.abs(now - ByteBuffer.wrap(bytes).getLong()) >= LIFE.toMillis()) {
            return false;
        }
        if (ended != null && ended.contains(hash(bytes))) {
            return false;
        }
        synchronized (this) {
            long last = used.getOrDefault(key(bytes), now);
            if (last == OVER || now - last >= IDLE.toMillis()) {
                note(bytes, OVER);
                return false;
            }
            note(bytes, now);
            return true;
        }
    }

    /**
     * Ends it, for all processes and for good. Blocks.
     *
     * @throws StoreException when only this process knows it yet
     */
    void end(String id) {
        byte[] bytes = bytes(id);
        if (bytes == null) {
            return;
        }
        note(bytes, OVER);
        long until = ByteBuffer.wrap(bytes).getLong() + LIFE.toMillis();
        // One that is over by itself need not be remembered.
        if (ended != null && Math.abs(clock.millis() + LIFE.toMillis() - until) < LIFE.toMillis()) {
            ended.end(hash(bytes), until);
        }
    }

    /** Whether it is one that was signed out, here or elsewhere. */
    boolean isEnded(String id) {
        byte[] bytes = bytes(id);
        return bytes != null && ended != null && ended.contains(hash(bytes));
    }

    synchronized int size() {
        return used.size();
    }

    private synchronized void note(byte[] id, long when) {
        used.put(key(id), when);
        if (used.size() > MOST) {
            used.remove(used.keySet().iterator().next());
        }
    }

    /** What the id is made of; null where the seal is not ours. */
    private byte @Nullable [] bytes(String id) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(id);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (bytes.length != BYTES) {
            return null;
        }
        byte[] seal = new byte[BYTES - SEALED];
        ByteBuffer.wrap(bytes).get(SEALED, seal);
        return MessageDigest.isEqual(seal, seal(bytes)) ? bytes : null;
    }

    private byte[] seal(byte[] id) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            mac.update(id, 0, SEALED);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + MAC, e);
        }
    }

    private static String hash(byte[] id) {
        return HexFormat.of().formatHex(AdminToken.sha256(id));
    }

    // By hash, so that a memory dump tells no id.
    private static ByteBuffer key(byte[] id) {
        return ByteBuffer.wrap(AdminToken.sha256(id));
    }
}
