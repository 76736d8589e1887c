package io.isotherm.socketio.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Decodes text from outside, refusing what is not UTF-8 rather than replacing it. */
public final class Utf8 {
    private Utf8() {}

    /** The text of a buffer. */
    public static String decode(Buffer text) throws MalformedPacketException {
        return decode(text.getBytes());
    }

    /** The text of an array. */
    public static String decode(byte[] text) throws MalformedPacketException {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedPacketException("text is not UTF-8");
        }
    }
}
