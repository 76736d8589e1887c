package io.isotherm.socketio;

import io.isotherm.socketio.protocol.SocketEncoder;
import io.isotherm.socketio.protocol.SocketPacket;
import io.isotherm.socketio.protocol.WirePacket;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The answer to an event that a client sent. */
final class ClientAck implements Ack {
    private final NamespaceSocket socket;
    private final long id;
    private final AtomicBoolean sent;

    ClientAck(NamespaceSocket socket, long id) {
        this.socket = socket;
        this.id = id;
        this.sent = new AtomicBoolean(id == SocketPacket.NO_ID);
    }

    @Override
    public boolean isExpected() {
        return id != SocketPacket.NO_ID;
    }

    @Override
    public void send(@Nullable Object... args) {
        if (!sent.get()) {
            // Encoded first: what cannot be encoded leaves the answer open.
            sendOnce(SocketEncoder.ack(socket.namespace().name(), id, args));
        }
    }

    @Override
    public void sendRaw(Buffer jsonArgument) {
        if (!sent.get()) {
            sendOnce(List.of(SocketEncoder.rawAck(socket.namespace().name(), id, jsonArgument)));
        }
    }

    private void sendOnce(List<WirePacket> packets) {
        if (sent.compareAndSet(false, true)) {
            socket.send(packets);
        }
    }
}
