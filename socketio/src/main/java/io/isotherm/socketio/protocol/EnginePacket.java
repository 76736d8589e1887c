package io.isotherm.socketio.protocol;

import io.vertx.core.buffer.Buffer;

/** An Engine.IO packet that was received. */
public sealed interface EnginePacket {

    /** A packet with text, maybe empty. */
    record Text(Type type, String data) implements EnginePacket {}

    /** A message with bytes. */
    record Binary(Buffer data) implements EnginePacket {}

    /** The packet types and the digits that stand for them (Engine.IO protocol 4, "Protocol"). */
    enum Type {
        OPEN('0'),
        CLOSE('1'),
        PING('2'),
        PONG('3'),
        MESSAGE('4'),
        UPGRADE('5'),
        NOOP('6');

        private final char digit;

        Type(char digit) {
            this.digit = digit;
        }

        /** The digit that stands in front of the packet's data. */
        public char digit() {
            return digit;
        }

        static Type of(char digit) throws MalformedPacketException {
            return switch (digit) {
                case '0' -> OPEN;
                case '1' -> CLOSE;
                case '2' -> PING;
                case '3' -> PONG;
                case '4' -> MESSAGE;
                case '5' -> UPGRADE;
                case '6' -> NOOP;
                default -> throw new MalformedPacketException("unknown Engine.IO packet type");
            };
        }
    }

    /** Decodes a text packet as it stands in a WebSocket text message. */
    static EnginePacket.Text decode(String packet) throws MalformedPacketException {
        if (packet.isEmpty()) {
            throw new MalformedPacketException("empty Engine.IO packet");
        }
        return new Text(Type.of(packet.charAt(0)), packet.substring(1));
    }
}
