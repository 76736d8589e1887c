package io.isotherm.socketio.engine;

import io.isotherm.socketio.protocol.WirePacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Packets that a session's transport has not taken yet. Holds references to shared bytes, never copies. Of the event loop
 * of its session alone.
 */
final class OutboundQueue {
    /** What keeping a packet costs besides its bytes, so that many small ones count too. */
    private static final int OVERHEAD = 64;

    /** Bytes from which on a packet is not copied with others. */
    private static final int WORTH_SHARING = 4096;

    private final ArrayDeque<WirePacket> packets = new ArrayDeque<>(2);
    private final AtomicLong outstanding;
    /** Bytes of the first packet's frame that were taken already. */
    private int taken;
    /** Packets and bytes that went out, until they are asked for. */
    private int packetsOut;

    private long bytesOut;

    /** @param outstanding the sum of {@link #cost}s, added to by senders and taken from here */
    OutboundQueue(AtomicLong outstanding) {
        this.outstanding = outstanding;
    }

    /** What a packet counts against the limit. */
    static int cost(WirePacket packet) {
        return packet.size() + OVERHEAD;
    }

    static long cost(List<WirePacket> packets) {
        long sum = 0;
        for (WirePacket packet : packets) {
            sum += cost(packet);
        }
        return sum;
    }

    void add(WirePacket packet) {
        packets.add(packet);
    }

    boolean isEmpty() {
        return packets.isEmpty();
    }

    /**
     * Takes the next bytes of WebSocket frames, at most this many if they must be copied; packets go out in pieces if they
     * are large.
     */
    ByteBuf takeFrames(ByteBufAllocator allocator, int limit, SharedFrames shared) {
        WirePacket next = packets.getFirst();
        // Several small ones are better copied together than written one by one.
        if (packets.size() == 1 || next.size() >= WORTH_SHARING) {
            ByteBuf whole = shared.find(next);
            if (whole != null) {
                ByteBuf slice = whole.retainedSlice(taken, next.size() - taken);
                removeFirst();
                return slice;
            }
        }
        ByteBuf chunk = allocator.directBuffer(Math.min(limit, size(limit)));
        int room = limit;
        while (room > 0 && !packets.isEmpty()) {
            WirePacket first = packets.getFirst();
            int length = Math.min(room, first.size() - taken);
            first.writeFrame(chunk, taken, length);
            room -= length;
            taken += length;
            if (taken == first.size()) {
                removeFirst();
            }
        }
        return chunk;
    }

    /** Takes all packets that long-polling can carry. */
    List<WirePacket> takePackets() {
        List<WirePacket> all = new ArrayList<>(packets.size());
        while (!packets.isEmpty()) {
            WirePacket first = packets.getFirst();
            if (first.isPollable()) {
                all.add(first);
            }
            removeFirst();
        }
        return all;
    }

    /** Forgets all but a packet that is half sent. */
    void discard() {
        while (packets.size() > (taken > 0 ? 1 : 0)) {
            outstanding.addAndGet(-cost(packets.removeLast()));
        }
    }

    private void removeFirst() {
        WirePacket first = packets.removeFirst();
        outstanding.addAndGet(-cost(first));
        taken = 0;
        packetsOut += first.frames();
        bytesOut += first.size();
    }

    int size() {
        return packets.size();
    }

    /** Tells what went out since it was told last. */
    void count(EngineMetrics metrics) {
        if (packetsOut > 0) {
            metrics.sent(packetsOut, bytesOut);
            packetsOut = 0;
            bytesOut = 0;
        }
    }

    /** Bytes that are left, counted no further than to the limit. */
    private int size(int limit) {
        long sum = -taken;
        for (WirePacket packet : packets) {
            sum += packet.size();
            if (sum >= limit) {
                return limit;
            }
        }
        return (int) sum;
    }
}
