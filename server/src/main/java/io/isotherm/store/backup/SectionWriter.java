package io.isotherm.store.backup;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/** Writes a file of sections, each with its checksum: docs/storage-format.md, "Backup file". */
final class SectionWriter implements Closeable {
    // As PNG's signature (PNG specification, 5.2): finds transfers that take a file for text, at its first bytes.
    static final byte[] MAGIC = {(byte) 0x89, 'I', 'S', 'O', 0x0D, 0x0A, 0x1A, 0x0A};
    static final int VERSION = 1;
    static final int HEADER = 12;
    /** Kind and length; the checksum follows the payload. */
    static final int SECTION_HEADER = 5;

    static final int CHECKSUM = 4;

    private final FileChannel channel;
    private final DataOutputStream out;
    private final CRC32C chain = new CRC32C();
    private long sections;

    SectionWriter(FileChannel channel) throws IOException {
        this.channel = channel;
        out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 20));
        out.write(MAGIC);
        out.writeInt(VERSION);
    }

    void write(SectionKind kind, byte[] payload) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(SECTION_HEADER)
                .put((byte) kind.code())
                .putInt(payload.length)
                .flip();
        CRC32C crc = new CRC32C();
        crc.update(head.duplicate());
        crc.update(payload);
        out.write(head.array());
        out.write(payload);
        out.writeInt((int) crc.getValue());
        chain.update(ByteBuffer.allocate(CHECKSUM).putInt((int) crc.getValue()).flip());
        sections++;
    }

    /** The same for text, which is made shorter: the length it has, then its deflated bytes (RFC 1950). */
    void writeDeflated(SectionKind kind, byte[] text) throws IOException {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(text);
            deflater.finish();
            byte[] deflated = new byte[text.length + text.length / 1_000 + 64];
            int length = deflater.deflate(deflated);
            if (!deflater.finished()) {
                throw new IOException("deflated text is longer than text can be");
            }
            write(
                    kind,
                    ByteBuffer.allocate(4 + length)
                            .putInt(text.length)
                            .put(deflated, 0, length)
                            .array());
        } finally {
            deflater.end();
        }
    }

    long sections() {
        return sections;
    }

    /** Over the checksums of all sections so far. */
    long chain() {
        return chain.getValue();
    }

    /** All is on the disk when this returns. */
    void sync() throws IOException {
        out.flush();
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
