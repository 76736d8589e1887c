package io.isotherm.ingest.prometheus;

import io.isotherm.ingest.proto.MalformedProtoException;

/**
 * Undoes the block format of Snappy (google/snappy, format_description.txt): the length, then literals and copies of
 * what was written before. The length is held against the limit before memory is taken for it.
 */
final class Snappy {
    private final byte[] in;
    private int at;
    private byte[] out = new byte[0];
    private int written;

    private Snappy(byte[] in) {
        this.in = in;
    }

    /** The length that the block says it inflates to; not to be believed, and up to 2^32 - 1. */
    static long length(byte[] block) throws MalformedProtoException {
        return new Snappy(block).readLength();
    }

    /**
     * @param limit the most bytes that the block may become
     * @throws MalformedProtoException for what is no such block, or says that it becomes longer than the limit
     */
    static byte[] inflate(byte[] block, int limit) throws MalformedProtoException {
        return new Snappy(block).inflate(limit);
    }

    private byte[] inflate(int limit) throws MalformedProtoException {
        long length = readLength();
        // Three bytes make at most 64: whatever says more lies, and needs no memory to find out.
        if (length > limit || length > in.length * 22L) {
            throw malformed("it cannot become " + length + " bytes");
        }
        out = new byte[(int) length];
        while (at < in.length) {
            int tag = in[at++] & 0xFF;
            switch (tag & 3) {
                case 0 -> literal(tag >>> 2);
                case 1 -> copy((tag >>> 2 & 7) + 4, (tag >>> 5) << 8 | little(1));
                case 2 -> copy((tag >>> 2) + 1, little(2));
                default -> copy((tag >>> 2) + 1, little(4));
            }
        }
        if (written != out.length) {
            throw malformed("it ends after " + written + " of " + out.length + " bytes");
        }
        return out;
    }

    private long readLength() throws MalformedProtoException {
        long length = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at == in.length) {
                break;
            }
            byte b = in[at++];
            length |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return length;
            }
        }
        throw malformed("it does not begin with its length");
    }

    private void literal(int code) throws MalformedProtoException {
        long length = code < 60 ? code + 1 : (little(code - 59) & 0xFFFF_FFFFL) + 1;
        if (length > in.length - at || length > out.length - written) {
            throw malformed("a literal is longer than what is left");
        }
        System.arraycopy(in, at, out, written, (int) length);
        at += (int) length;
        written += (int) length;
    }

    private void copy(int length, int offset) throws MalformedProtoException {
        if (offset <= 0 || offset > written || length > out.length - written) {
            throw malformed("a copy reaches beyond the text");
        }
        // One by one, as a copy may overlap itself: that repeats what is there.
        for (int i = 0; i < length; i++) {
            out[written] = out[written - offset];
            written++;
        }
    }

    private int little(int count) throws MalformedProtoException {
        if (count > in.length - at) {
            throw malformed("it ends too early");
        }
        int value = 0;
        for (int i = 0; i < count; i++) {
            value |= (in[at++] & 0xFF) << (8 * i);
        }
        return value;
    }

    private MalformedProtoException malformed(String what) {
        return new MalformedProtoException("The body is no Snappy block: " + what + ", at byte " + at + ".");
    }
}
