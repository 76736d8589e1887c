package io.isotherm.store.backup;

import io.isotherm.store.StoreException;
import io.isotherm.store.series.Block;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Writes all that a store holds into one file. It is {@code FILE.partial} until it is complete and on the disk. Memory does
 * not grow with what there is, but for the catalogue.
 */
public final class BackupWriter {
    private static final int SECTION_BYTES = 1 << 20;

    private final Contents contents;
    private final SectionWriter out;
    private final Progress progress;
    private final Census census = new Census();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream section = new DataOutputStream(bytes);
    private String writer = "";
    private long records;
    private long entries;

    private BackupWriter(Contents contents, SectionWriter out, Progress progress) {
        this.contents = contents;
        this.out = out;
        this.progress = progress;
    }

    /**
     * Makes the backup, and reads it again.
     *
     * @param file that is not there yet
     * @param program this program's version, for whoever reads the file
     * @return what is in it
     * @throws StoreException when the store fails, or the file cannot be written, or does not hold what was written; then it
     *     is not there
     */
    public static BackupContents.Summary write(Contents contents, Path file, String program, Progress progress) {
        Path partial = Path.of(file + ".partial");
        if (Files.exists(file)) {
            throw new StoreException(file + " is there already: name another file, or remove it.");
        }
        try {
            try (FileChannel channel = open(partial)) {
                if (channel.tryLock() == null) {
                    throw new StoreException("Another backup is being written to " + partial + ".");
                }
                channel.truncate(0);
                try (SectionWriter out = new SectionWriter(channel)) {
                    new BackupWriter(contents, out, progress).write(program);
                }
            }
            BackupContents.Summary summary;
            try (BackupContents written = BackupContents.open(partial, progress)) {
                summary = written.summary();
            }
            if (Files.exists(file)) {
                throw new StoreException(file + " was made meanwhile: the backup is in " + partial + ".");
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            return summary;
        } catch (IOException | UncheckedIOException e) {
            throw new StoreException(
                    "The backup cannot be written to " + partial + " (" + e.getMessage()
                            + "): see that the folder is there, may be written to, and has room.",
                    e);
        }
    }

    /** For its owner alone: names and hashes of tokens are in it. */
    private static FileChannel open(Path partial) throws IOException {
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean posix = partial.toAbsolutePath()
                .getFileSystem()
                .supportedFileAttributeViews()
                .contains("posix");
        FileAttribute<?>[] owner = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        return FileChannel.open(partial, options, owner);
    }

    private void write(String program) throws IOException {
        text(
                SectionKind.BEGIN,
                new JsonObject()
                        .put("id", UUID.randomUUID().toString())
                        .put("created", Instant.now().toString())
                        .put("program", program)
                        .put("store", contents.place())
                        .encode());
        progress.at("journal", 0, 0);
        contents.journals(this::record);
        flush(SectionKind.JOURNAL);
        contents.blocks("", (blocks, done) -> blocks(blocks));
        flush(SectionKind.BLOCKS);
        contents.losers(losers -> {
            census.addLosers(losers);
            write(SectionKind.LOSERS, ReadingBytes.write(losers));
        });
        write(SectionKind.NEWEST, ReadingBytes.write(contents.newest()));
        progress.at("catalogue", 0, census.total().readings());
        CatalogueCopy catalogue = contents.catalogue();
        text(SectionKind.CATALOGUE, CatalogueJson.write(catalogue).encode());
        contents.audit(some -> {
            entries += some.size();
            text(SectionKind.AUDIT, CatalogueJson.write(some).encode());
        });
        end(catalogue);
        out.sync();
    }

    private void end(CatalogueCopy catalogue) {
        Census.Total total = census.total();
        JsonObject end = new JsonObject()
                .put("sections", out.sections())
                .put("chain", out.chain())
                .put("records", records)
                .put("blocks", total.blocks())
                .put("readings", total.readings())
                .put("losers", total.losers())
                .put("sum", total.sum())
                .put("sensors", catalogue.sensors().size())
                .put("entries", entries)
                .put("damage", new JsonArray(contents.damage()));
        text(SectionKind.END, end.encode());
    }

    private void record(String of, long sequence, byte[] record) {
        try {
            if (bytes.size() > 0 && (!of.equals(writer) || bytes.size() + record.length > SECTION_BYTES)) {
                flush(SectionKind.JOURNAL);
            }
            if (bytes.size() == 0) {
                writer = of;
                section.writeUTF(of);
            }
            section.writeLong(sequence);
            section.writeInt(record.length);
            section.write(record);
            records++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void blocks(List<Block> blocks) {
        try {
            census.add(blocks);
            for (Block block : blocks) {
                BlockBytes.write(section, block);
                if (bytes.size() > SECTION_BYTES) {
                    flush(SectionKind.BLOCKS);
                }
            }
            progress.at("blocks", contents.share(), census.total().readings());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flush(SectionKind kind) {
        if (bytes.size() > 0) {
            write(kind, bytes.toByteArray());
            bytes.reset();
        }
    }

    private void write(SectionKind kind, byte[] payload) {
        try {
            out.write(kind, payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void text(SectionKind kind, String text) {
        try {
            out.writeDeflated(kind, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The records of a section that {@link #record} made. */
    static void records(byte[] payload, Contents.JournalSink sink) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        // As writeUTF: two bytes of length; the names are ours, and plain.
        byte[] name = BlockBytes.bytes(in, Short.toUnsignedInt(in.getShort()));
        String of = new String(name, StandardCharsets.UTF_8);
        while (in.hasRemaining()) {
            long sequence = in.getLong();
            sink.record(of, sequence, BlockBytes.bytes(in, in.getInt()));
        }
    }
}
