package io.isotherm.socketio;

import io.isotherm.socketio.protocol.WirePacket;
import java.util.List;

/**
 * An event encoded and framed once, whose bytes all receivers share. Immutable, usable from any thread, freed by the
 * garbage collector. Made by {@link Namespace#encode} for the sockets of that namespace.
 */
public final class EncodedEvent {
    private final String namespace;
    private final List<WirePacket> packets;
    private final int size;

    EncodedEvent(String namespace, List<WirePacket> packets) {
        this.namespace = namespace;
        this.packets = List.copyOf(packets);
        int total = 0;
        for (WirePacket packet : packets) {
            total += packet.size();
        }
        this.size = total;
    }

    /** The name of the namespace it was encoded for. */
    public String namespace() {
        return namespace;
    }

    /** Bytes on the wire of a WebSocket, frame headers included. */
    public int size() {
        return size;
    }

    List<WirePacket> packets() {
        return packets;
    }
}
