package io.isotherm.ingest.proto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Reads one message of protocol buffers field by field (protobuf.dev, "Encoding"). Nothing is copied but text and bytes
 * that are asked for, and nothing is allocated for a length that was only announced: a message inside is a view of the
 * same array. A value that is not asked for is passed over. Groups, which were given up before proto3, are not read. Not
 * thread-safe.
 */
public final class WireReader {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private int at;
    private int field;
    private int type;
    private boolean unread;

    public WireReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private WireReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        at = from;
    }

    /** Goes to the next field; false at the end of the message. */
    public boolean next() throws MalformedProtoException {
        if (unread) {
            skip();
        }
        if (at == to) {
            return false;
        }
        long tag = rawVarint();
        type = (int) (tag & 7);
        if (tag < 8 || tag >>> 3 > 0x1FFF_FFFF) {
            throw malformed("there is no field " + (tag >>> 3));
        }
        field = (int) (tag >>> 3);
        unread = true;
        return true;
    }

    /** The number of the field, at least 1. */
    public int field() {
        return field;
    }

    /** A value of the types int32, int64, uint32, uint64, enum and bool; the smaller types are its lower bits. */
    public long varint() throws MalformedProtoException {
        expect(VARINT);
        return rawVarint();
    }

    /** Whether a bool is true. */
    public boolean bool() throws MalformedProtoException {
        return varint() != 0;
    }

    /** The values of a repeated varint field, packed into one or not. */
    public void varints(LongConsumer each) throws MalformedProtoException {
        if (type == VARINT) {
            each.accept(varint());
            return;
        }
        WireReader packed = message();
        while (packed.at < packed.to) {
            each.accept(packed.rawVarint());
        }
    }

    /** A value of the types fixed64 and sfixed64. */
    public long fixed64() throws MalformedProtoException {
        expect(FIXED_64);
        need(8);
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (bytes[at + i] & 0xFF);
        }
        at += 8;
        return value;
    }

    /** A value of the type double, to the bit. */
    public double real64() throws MalformedProtoException {
        return Double.longBitsToDouble(fixed64());
    }

    /** A value of the type float, to the bit. */
    public float real32() throws MalformedProtoException {
        expect(FIXED_32);
        need(4);
        int value = 0;
        for (int i = 3; i >= 0; i--) {
            value = value << 8 | (bytes[at + i] & 0xFF);
        }
        at += 4;
        return Float.intBitsToFloat(value);
    }

    /** A message inside of this one, as a view of the same bytes. */
    public WireReader message() throws MalformedProtoException {
        expect(BYTES);
        int length = length();
        WireReader inside = new WireReader(bytes, at, at + length);
        at += length;
        return inside;
    }

    /** A text; one that is no UTF-8 is malformed, as two different ones could become the same. */
    public String text() throws MalformedProtoException {
        expect(BYTES);
        int length = length();
        int start = at;
        at += length;
        for (int i = start; i < at; i++) {
            if (bytes[i] < 0) {
                return unicode(start, length);
            }
        }
        return new String(bytes, start, length, ISO_8859_1);
    }

    private String unicode(int start, int length) throws MalformedProtoException {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("a text is not UTF-8");
        }
    }

    /** A copy of the bytes of the field. */
    public byte[] bytes() throws MalformedProtoException {
        expect(BYTES);
        int length = length();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** The same message from its beginning, to be read once more. */
    public WireReader again() {
        return new WireReader(bytes, from, to);
    }

    /** How many bytes the message has. */
    public int size() {
        return to - from;
    }

    private void expect(int expected) throws MalformedProtoException {
        if (!unread) {
            throw new IllegalStateException("The value of field " + field + " was read already.");
        }
        if (type != expected) {
            throw malformed("field " + field + " is not of the expected type");
        }
        unread = false;
    }

    private void skip() throws MalformedProtoException {
        unread = false;
        switch (type) {
            case VARINT -> rawVarint();
            case FIXED_64 -> {
                need(8);
                at += 8;
            }
            case BYTES -> {
                int length = length();
                at += length;
            }
            case FIXED_32 -> {
                need(4);
                at += 4;
            }
            default -> throw malformed("field " + field + " has the unknown type " + type);
        }
    }

    private int length() throws MalformedProtoException {
        long length = rawVarint();
        if (length < 0 || length > to - at) {
            throw malformed("field " + field + " is longer than what is left");
        }
        return (int) length;
    }

    private void need(int count) throws MalformedProtoException {
        if (to - at < count) {
            throw malformed("it ends within field " + field);
        }
    }

    private long rawVarint() throws MalformedProtoException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at == to) {
                throw malformed("it ends within a number");
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed("a number has more than 10 bytes");
    }

    private MalformedProtoException malformed(String what) {
        return new MalformedProtoException(
                "This is no such protocol buffers message: " + what + ", at byte " + at + ".");
    }
}
