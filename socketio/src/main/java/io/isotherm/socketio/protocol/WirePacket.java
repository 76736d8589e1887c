package io.isotherm.socketio.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An Engine.IO packet as it goes out, made once and shared by all who receive it: the bytes of an unmasked WebSocket
 * frame (RFC 6455, section 5.2), whose payload is also what long-polling sends for text. The base64 text that
 * long-polling sends for binary is made when the first polling client needs it.
 */
public final class WirePacket {
    private static final int FIN = 0x80;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PONG = 0xA;
    private static final byte[] NONE = {};

    private final byte[] frame;
    private final int payloadStart;
    private final int frames;
    private byte @Nullable [] base64;

    private WirePacket(int opcode, byte[] first, byte[] second, byte[] third) {
        int length = Math.addExact(Math.addExact(first.length, second.length), third.length);
        int header = length < 126 ? 2 : length < 65536 ? 4 : 10;
        frame = new byte[Math.addExact(header, length)];
        frame[0] = (byte) (FIN | opcode);
        if (header == 2) {
            frame[1] = (byte) length;
        } else if (header == 4) {
            frame[1] = 126;
            frame[2] = (byte) (length >> 8);
            frame[3] = (byte) length;
        } else {
            frame[1] = 127;
            for (int i = 0; i < 4; i++) {
                frame[6 + i] = (byte) (length >> (24 - 8 * i));
            }
        }
        System.arraycopy(first, 0, frame, header, first.length);
        System.arraycopy(second, 0, frame, header + first.length, second.length);
        System.arraycopy(third, 0, frame, header + first.length + second.length, third.length);
        payloadStart = header;
        this.frames = 1;
    }

    /** A text packet, from its whole text with the packet type in front. */
    public static WirePacket text(String packet) {
        return new WirePacket(TEXT, packet.getBytes(UTF_8), NONE, NONE);
    }

    /** A text packet from three stretches of UTF-8, the packet type in front. */
    public static WirePacket text(byte[] first, byte[] second, byte[] third) {
        return new WirePacket(TEXT, first, second, third);
    }

    /** A binary message. */
    public static WirePacket binary(byte[] data) {
        return new WirePacket(BINARY, data, NONE, NONE);
    }

    /** A WebSocket pong, which long-polling never sends. */
    public static WirePacket pong(byte[] data) {
        return new WirePacket(PONG, data, NONE, NONE);
    }

    /**
     * A WebSocket close frame, which long-polling never sends.
     *
     * @param code see RFC 6455, section 7.4
     * @param reason cut to the 123 bytes that fit
     */
    public static WirePacket close(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        int length = Math.min(text.length, 123);
        while (length > 0 && length < text.length && (text[length] & 0xC0) == 0x80) {
            length--; // not in the midst of a character
        }
        return new WirePacket(CLOSE, new byte[] {(byte) (code >> 8), (byte) code}, Arrays.copyOf(text, length), NONE);
    }

    private WirePacket(byte[] frames, int count) {
        frame = frames;
        payloadStart = 0;
        this.frames = count;
    }

    /** The frames of several packets in one, for WebSockets alone. */
    public static WirePacket joined(List<WirePacket> packets) {
        int length = 0;
        for (WirePacket packet : packets) {
            length = Math.addExact(length, packet.frame.length);
        }
        byte[] frames = new byte[length];
        int at = 0;
        for (WirePacket packet : packets) {
            System.arraycopy(packet.frame, 0, frames, at, packet.frame.length);
            at += packet.frame.length;
        }
        return new WirePacket(frames, packets.size());
    }

    /** How many frames it is: more than one where it was joined. */
    public int frames() {
        return frames;
    }

    /** Bytes of the WebSocket frame. */
    public int size() {
        return frame.length;
    }

    /** Copies {@code length} bytes of the WebSocket frame, from {@code offset} on, to the end of a buffer. */
    public void writeFrame(ByteBuf target, int offset, int length) {
        target.writeBytes(frame, offset, length);
    }

    /** Whether long-polling can carry it: a message or packet, not a frame for WebSockets alone. */
    public boolean isPollable() {
        return (frame[0] & 0x8) == 0;
    }

    /** Bytes that {@link #writePolling} writes. */
    public int pollingSize() {
        return isBinary() ? 1 + base64().length : frame.length - payloadStart;
    }

    /** Writes the packet as it stands in a long-polling payload, without separators. */
    public void writePolling(ByteBuf target) {
        if (isBinary()) {
            target.writeByte('b');
            target.writeBytes(base64());
        } else {
            target.writeBytes(frame, payloadStart, frame.length - payloadStart);
        }
    }

    private boolean isBinary() {
        return (frame[0] & 0xF) == BINARY;
    }

    /** Made twice at worst, when two threads need it first: the contents are the same. */
    private byte[] base64() {
        byte[] known = base64;
        if (known == null) {
            known = Base64.getEncoder().encode(Arrays.copyOfRange(frame, payloadStart, frame.length));
            base64 = known;
        }
        return known;
    }
}
