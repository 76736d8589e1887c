package io.isotherm.socketio.engine;

import io.isotherm.socketio.protocol.WirePacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What many sessions of one event loop send in one turn, as direct buffers from which the kernel takes it for each of
 * them. They live for one turn: a session that cannot take everything goes on with the packet's own bytes, so that
 * nothing here has to be freed by anyone else. Of the event loop alone.
 */
final class SharedFrames {
    /**
     * Bytes of a packet above which it is not shared so: a channel that does not drain keeps the whole buffer, and as
     * much of its own may wait in it.
     */
    static final int LIMIT = 64 * 1024;

    private final List<WirePacket> packets = new ArrayList<>(2);
    private final List<ByteBuf> buffers = new ArrayList<>(2);

    void add(WirePacket packet, ByteBufAllocator allocator) {
        ByteBuf buffer = allocator.directBuffer(packet.size());
        packet.writeFrame(buffer, 0, packet.size());
        packets.add(packet);
        buffers.add(buffer);
    }

    /** The packet's frame, still owned from here; null when it is not shared in this turn. */
    @Nullable
    ByteBuf find(WirePacket packet) {
        for (int i = packets.size() - 1; i >= 0; i--) {
            if (packets.get(i) == packet) {
                return buffers.get(i);
            }
        }
        return null;
    }

    /** Lets go of all, at the end of the turn. */
    void clear() {
        if (!buffers.isEmpty()) {
            buffers.forEach(ByteBuf::release);
            buffers.clear();
            packets.clear();
        }
    }
}
