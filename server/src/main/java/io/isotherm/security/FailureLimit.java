package io.isotherm.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often an address may fail: {@link #BURST} times at once, then once in {@link #PAUSE} (a token bucket). An IPv6
 * customer has a whole /64, so that counts as one address. May be called from any thread.
 */
final class FailureLimit {
    static final int BURST = 10;
    static final Duration PAUSE = Duration.ofSeconds(6);

    /** Beyond, the address that failed longest ago is forgotten. */
    static final int MOST_ADDRESSES = 10_000;

    private final InstantSource clock;
    // The time at which the bucket will be full again: all that has to be known of it.
    private final Map<String, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true);

    FailureLimit(InstantSource clock) {
        this.clock = clock;
    }

    /** How many seconds the address has to wait; 0 where it may try. */
    synchronized int waitSeconds(String address) {
        Long full = fullAt.get(key(address));
        if (full == null) {
            return 0;
        }
        long wait = full - clock.millis() - (BURST - 1) * PAUSE.toMillis();
        return wait <= 0 ? 0 : (int) Math.ceilDiv(wait, 1_000);
    }

    /** Counts a failure; does not count further than the wait that is due already. */
    synchronized void failed(String address) {
        if (waitSeconds(address) > 0) {
            return;
        }
        long now = clock.millis();
        fullAt.merge(key(address), now + PAUSE.toMillis(), (full, first) -> Math.max(full, now) + PAUSE.toMillis());
        if (fullAt.size() > MOST_ADDRESSES) {
            fullAt.remove(fullAt.keySet().iterator().next());
        }
    }

    synchronized int size() {
        return fullAt.size();
    }

    private static String key(String address) {
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(six.getAddress(), 0, 8)
                    : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
