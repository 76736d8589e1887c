package io.isotherm.ingest.proto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Writes one message of protocol buffers field by field (protobuf.dev, "Encoding"). Not thread-safe. */
public final class WireWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A field of the types int32, int64, uint32, uint64, enum and bool. */
    public WireWriter varint(int field, long value) {
        raw((long) field << 3);
        raw(value);
        return this;
    }

    /** A field of the types fixed64 and sfixed64. */
    public WireWriter fixed64(int field, long value) {
        raw((long) field << 3 | 1);
        for (int i = 0; i < 64; i += 8) {
            bytes.write((int) (value >>> i));
        }
        return this;
    }

    /** A field of the type double. */
    public WireWriter real64(int field, double value) {
        return fixed64(field, Double.doubleToRawLongBits(value));
    }

    /** A field of the type float. */
    public WireWriter real32(int field, float value) {
        raw((long) field << 3 | 5);
        int bits = Float.floatToRawIntBits(value);
        for (int i = 0; i < 32; i += 8) {
            bytes.write(bits >>> i);
        }
        return this;
    }

    public WireWriter text(int field, String text) {
        return bytes(field, text.getBytes(UTF_8));
    }

    public WireWriter message(int field, WireWriter message) {
        return bytes(field, message.toBytes());
    }

    public WireWriter bytes(int field, byte[] value) {
        raw((long) field << 3 | 2);
        raw(value.length);
        bytes.writeBytes(value);
        return this;
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    private void raw(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
