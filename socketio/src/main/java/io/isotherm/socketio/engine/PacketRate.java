package io.isotherm.socketio.engine;

/**
 * A token bucket that holds one second's worth of packets and is full at first. It is kept as the time at which it would
 * be full again (the "generic cell rate algorithm"), so that taking one is an addition and a comparison.
 */
final class PacketRate {
    private static final long SECOND = 1_000_000_000L;

    private final long nanosPerPacket;
    private boolean used;
    private long fullAt;

    /** @param packetsPerSecond 1 or more */
    PacketRate(int packetsPerSecond) {
        nanosPerPacket = Math.max(1, SECOND / packetsPerSecond);
    }

    /**
     * Takes a token; false when there is none.
     *
     * @param now of {@link System#nanoTime}
     */
    boolean take(long now) {
        // Differences, as the clock may overflow.
        long debt = used ? Math.max(0, fullAt - now) : 0;
        if (debt + nanosPerPacket > SECOND) {
            return false;
        }
        used = true;
        fullAt = now + debt + nanosPerPacket;
        return true;
    }
}
