package io.isotherm.store.backup;

import io.isotherm.store.StoreException;
import io.isotherm.store.series.codec.CorruptException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads a file of sections, none of which is trusted: docs/storage-format.md, "Backup file". */
final class SectionReader implements Closeable {
    /** No section that is written is longer: a journal's record has at most 16 million readings. */
    private static final int MOST = 512 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long length;
    private long position = SectionWriter.HEADER;

    private SectionReader(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        length = channel.size();
    }

    /** A section whose checksum is right. */
    record Section(SectionKind kind, long position, int checksum, byte[] payload) {}

    /** @throws StoreException when there is no such file, it is no backup, or one of a newer program */
    static SectionReader open(Path file) {
        try {
            SectionReader reader = new SectionReader(file, FileChannel.open(file, StandardOpenOption.READ));
            boolean opened = false;
            try {
                reader.checkHeader();
                opened = true;
                return reader;
            } finally {
                if (!opened) {
                    reader.close();
                }
            }
        } catch (NoSuchFileException e) {
            throw new StoreException("There is no file " + file + ".", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private void checkHeader() throws IOException {
        ByteBuffer header = read(0, (int) Math.min(length, SectionWriter.HEADER));
        byte[] magic = new byte[SectionWriter.MAGIC.length];
        if (length >= SectionWriter.HEADER) {
            header.get(magic);
        }
        if (!Arrays.equals(magic, SectionWriter.MAGIC)) {
            throw new StoreException(file + " is no backup of Isotherm, or its beginning is damaged.");
        }
        int version = header.getInt();
        if (version > SectionWriter.VERSION || version < 1) {
            throw new StoreException(file + " was written by a newer Isotherm (backup format " + version
                    + "; this program knows " + SectionWriter.VERSION + "): restore it with that one.");
        }
    }

    long position() {
        return position;
    }

    void position(long there) {
        position = there;
    }

    long length() {
        return length;
    }

    /** @throws StoreException when the section is damaged, or the file ends before it; the message names the place */
    Section next() {
        try {
            if (position + SectionWriter.SECTION_HEADER + SectionWriter.CHECKSUM > length) {
                throw damaged(position, "it ends before its end section: it was cut off, or not written to its end");
            }
            ByteBuffer head = read(position, SectionWriter.SECTION_HEADER);
            int code = head.get();
            int size = head.getInt();
            SectionKind kind = SectionKind.of(code).orElse(null);
            if (kind == null) {
                throw damaged(position, "no section has the kind " + code);
            }
            long end = position + SectionWriter.SECTION_HEADER + size + SectionWriter.CHECKSUM;
            if (size < 0 || size > MOST || end > length) {
                throw damaged(position, "a section of " + size + " bytes does not fit: it was cut off, or altered");
            }
            byte[] payload = new byte[size];
            read(position + SectionWriter.SECTION_HEADER, size).get(payload);
            int checksum =
                    read(end - SectionWriter.CHECKSUM, SectionWriter.CHECKSUM).getInt();
            CRC32C crc = new CRC32C();
            crc.update(head.rewind());
            crc.update(payload);
            if ((int) crc.getValue() != checksum) {
                throw damaged(position, "the checksum of the section there is wrong");
            }
            Section section = new Section(kind, position, checksum, payload);
            position = end;
            return section;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private ByteBuffer read(long from, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw damaged(from, "it became shorter");
            }
        }
        return bytes.flip();
    }

    JsonObject object(Section section) {
        try {
            return new JsonObject(text(section));
        } catch (DecodeException e) {
            throw damaged(section.position(), "no JSON object");
        }
    }

    JsonArray array(Section section) {
        try {
            return new JsonArray(text(section));
        } catch (DecodeException e) {
            throw damaged(section.position(), "no JSON array");
        }
    }

    private Buffer text(Section section) {
        ByteBuffer payload = ByteBuffer.wrap(section.payload());
        int size = payload.remaining() < 4 ? -1 : payload.getInt();
        // Deflate makes at most 1,032 bytes of one (zlib.net, "Technical Details").
        if (size < 0 || size > MOST || size > payload.remaining() * 1_032L) {
            throw damaged(section.position(), "a text of " + size + " bytes");
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(payload);
            byte[] text = new byte[size];
            if (inflater.inflate(text) != size) {
                throw damaged(section.position(), "a text that is shorter than it says");
            }
            return Buffer.buffer(text);
        } catch (DataFormatException e) {
            throw damaged(section.position(), "a text that cannot be inflated");
        } finally {
            inflater.end();
        }
    }

    StoreException damaged(long where, String why) {
        return new StoreException(
                "The backup " + file + " is damaged at byte " + where + ": " + why + ". Take another one.",
                new CorruptException(why));
    }

    static StoreException unreadable(Path file, IOException e) {
        return new StoreException(
                file + " cannot be read (" + e + "): let the user " + System.getProperty("user.name") + " read it.", e);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
