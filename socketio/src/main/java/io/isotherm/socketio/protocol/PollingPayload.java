package io.isotherm.socketio.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.Collection;

/**
 * The body of a long-polling request or response: packets with a record separator between them, binary ones in base64
 * after a {@code b} (Engine.IO protocol 4, "Packet encoding").
 */
public final class PollingPayload {
    private static final char SEPARATOR = '\u001e';

    private final String body;
    private int next;

    private PollingPayload(String body) {
        this.body = body;
    }

    /** A payload that was received, to be read packet by packet: a large one makes no list. */
    public static PollingPayload of(Buffer body) throws MalformedPacketException {
        return new PollingPayload(Utf8.decode(body));
    }

    /** Whether there is a packet left, well-formed or not. */
    public boolean hasNext() {
        return next <= body.length();
    }

    /** The next packet. After a malformed one there is none. */
    public EnginePacket next() throws MalformedPacketException {
        int start = next;
        int end = body.indexOf(SEPARATOR, start);
        if (end < 0) {
            end = body.length();
        }
        next = end + 1;
        try {
            if (start < end && body.charAt(start) == 'b') {
                return new EnginePacket.Binary(base64(body.substring(start + 1, end)));
            }
            return EnginePacket.decode(body.substring(start, end));
        } catch (IllegalArgumentException e) {
            next = body.length() + 1;
            throw new MalformedPacketException("binary packet is not base64");
        } catch (MalformedPacketException e) {
            next = body.length() + 1;
            throw e;
        }
    }

    /** The official Java client breaks its base64 into lines, and ends it with one. */
    private static Buffer base64(String text) {
        return Buffer.buffer(Base64.getDecoder().decode(text.replace("\n", "").replace("\r", "")));
    }

    /** Encodes packets, all of which must be pollable, into one payload. */
    public static Buffer encode(Collection<WirePacket> packets) {
        int size = Math.max(0, packets.size() - 1);
        for (WirePacket packet : packets) {
            size = Math.addExact(size, packet.pollingSize());
        }
        byte[] payload = new byte[size];
        ByteBuf target = Unpooled.wrappedBuffer(payload).writerIndex(0);
        for (WirePacket packet : packets) {
            if (target.writerIndex() > 0) {
                target.writeByte(SEPARATOR);
            }
            packet.writePolling(target);
        }
        return Buffer.buffer(payload);
    }
}
