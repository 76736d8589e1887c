package io.isotherm.store.backup;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.StoreException;
import io.isotherm.store.backup.SectionReader.Section;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.codec.BlockCodec;
import io.isotherm.store.series.codec.Columns;
import io.isotherm.store.series.codec.CorruptException;
import io.isotherm.store.series.codec.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** What a backup file holds. Opening it reads it through once: what is handed over later is what was found sound then. */
public final class BackupContents implements Contents {
    private final Path file;
    private final SectionReader in;
    /** Where the first section of a kind begins; those of one kind lie together. */
    private final Map<SectionKind, Long> first = new EnumMap<>(SectionKind.class);

    private final Summary summary;
    private volatile double share;

    private BackupContents(Path file, SectionReader in, Progress progress) {
        this.file = file;
        this.in = in;
        summary = check(progress);
    }

    /**
     * What a backup says of itself, found to be so.
     *
     * @param created when it was begun: all acknowledged before is in it
     * @param program the version that wrote it
     * @param store of which it is
     * @param readings in blocks; those in journals may be among them
     * @param records of journals
     * @param entries of the audit
     * @param damage what of the store could not be read when the backup was made
     */
    public record Summary(
            String id,
            Instant created,
            String program,
            String store,
            long blocks,
            long readings,
            long records,
            int sensors,
            long entries,
            List<String> damage) {
        public Summary {
            damage = List.copyOf(damage);
        }
    }

    /**
     * Reads the file through: every checksum, every reading, all counts.
     *
     * @throws StoreException when it is no backup, of a newer program, cut off or damaged; the message says where
     */
    public static BackupContents open(Path file, Progress progress) {
        SectionReader in = SectionReader.open(file);
        boolean opened = false;
        try {
            BackupContents contents = new BackupContents(file, in, progress);
            opened = true;
            return contents;
        } finally {
            if (!opened) {
                close(in);
            }
        }
    }

    public Summary summary() {
        return summary;
    }

    private Summary check(Progress progress) {
        Tally tally = new Tally();
        Section begin = in.next();
        if (begin.kind() != SectionKind.BEGIN) {
            throw in.damaged(begin.position(), "it does not begin with its beginning");
        }
        tally.seen(begin);
        SectionKind before = SectionKind.BEGIN;
        Section section = in.next();
        while (section.kind() != SectionKind.END) {
            if (section.kind().compareTo(before) < 0 || section.kind() == SectionKind.BEGIN) {
                throw in.damaged(section.position(), "its sections are not in order");
            }
            before = section.kind();
            first.putIfAbsent(before, section.position());
            tally.read(section);
            tally.seen(section);
            progress.at(
                    "check",
                    (double) in.position() / in.length(),
                    tally.census.total().readings());
            section = in.next();
        }
        if (in.position() != in.length()) {
            throw in.damaged(in.position(), "something follows its end");
        }
        return tally.summary(in.object(begin), section);
    }

    /** What is counted, to be held against what the end says. */
    private final class Tally {
        private final Census census = new Census();
        private final CRC32C chain = new CRC32C();
        private final Columns columns = new Columns(0);
        private long sections;
        private long records;
        private long entries;
        private int sensors;

        void seen(Section section) {
            sections++;
            chain.update(ByteBuffer.allocate(4).putInt(section.checksum()).flip());
        }

        void read(Section section) {
            decoded(section, () -> {
                switch (section.kind()) {
                    case JOURNAL ->
                        BackupWriter.records(section.payload(), (writer, sequence, record) -> {
                            records++;
                            RecordCodec.decode(record, SoundRecords.Ignoring.SINK);
                        });
                    case BLOCKS -> {
                        List<Block> blocks = BlockBytes.read(ByteBuffer.wrap(section.payload()));
                        blocks.forEach(this::decode);
                        census.add(blocks);
                    }
                    case LOSERS -> census.addLosers(ReadingBytes.read(section.payload()));
                    case NEWEST -> ReadingBytes.read(section.payload());
                    case CATALOGUE ->
                        sensors =
                                CatalogueJson.read(in.object(section)).sensors().size();
                    case AUDIT ->
                        entries += CatalogueJson.readAudit(in.array(section)).size();
                    case BEGIN, END -> throw new CorruptException("a section that belongs elsewhere");
                }
            });
        }

        private void decode(Block block) {
            byte[] data = block.data();
            columns.clear();
            if (data != null
                    && BlockCodec.decode(data, columns) != block.summary().count()) {
                throw new CorruptException("a block has other readings than its summary says");
            }
        }

        Summary summary(JsonObject begin, Section last) {
            JsonObject end = in.object(last);
            Census.Total total = census.total();
            try {
                boolean same = end.getLong("sections") == sections
                        && end.getLong("chain") == chain.getValue()
                        && end.getLong("records") == records
                        && end.getLong("blocks") == total.blocks()
                        && end.getLong("readings") == total.readings()
                        && end.getLong("losers") == total.losers()
                        && end.getLong("sum") == total.sum()
                        && end.getInteger("sensors") == sensors
                        && end.getLong("entries") == entries;
                if (!same) {
                    throw in.damaged(last.position(), "it holds something else than its end says");
                }
                return new Summary(
                        begin.getString("id"),
                        Instant.parse(begin.getString("created")),
                        begin.getString("program"),
                        begin.getString("store"),
                        total.blocks(),
                        total.readings(),
                        records,
                        sensors,
                        entries,
                        end.getJsonArray("damage").stream()
                                .map(String.class::cast)
                                .toList());
            } catch (NullPointerException | ClassCastException | DateTimeParseException e) {
                throw in.damaged(last.position(), "its end or its beginning is not one that this program knows");
            }
        }
    }

    private void decoded(Section section, Runnable work) {
        try {
            work.run();
        } catch (CorruptException e) {
            throw in.damaged(section.position(), String.valueOf(e.getMessage()));
        } catch (BufferUnderflowException e) {
            throw in.damaged(section.position(), "a record is cut off");
        }
    }

    /** Calls with each section of a kind, from a place on. */
    private void each(SectionKind kind, long from, Consumer<Section> work) {
        if (!first.containsKey(kind)) {
            return;
        }
        in.position(Math.max(from, first.get(kind)));
        for (Section section = in.next(); section.kind() == kind; section = in.next()) {
            Section one = section;
            decoded(one, () -> work.accept(one));
        }
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public String identity() {
        return "backup " + summary.id();
    }

    @Override
    public void journals(JournalSink sink) {
        each(SectionKind.JOURNAL, 0, section -> BackupWriter.records(section.payload(), sink));
    }

    @Override
    public void blocks(String after, BlockSink sink) {
        long from = after.isEmpty() ? 0 : Long.parseLong(after);
        if (from >= in.length()) {
            return;
        }
        each(SectionKind.BLOCKS, from, section -> {
            long next = in.position();
            share = (double) next / in.length();
            sink.blocks(BlockBytes.read(ByteBuffer.wrap(section.payload())), Long.toString(next));
        });
    }

    @Override
    public void losers(Consumer<ReadingBatch> sink) {
        each(SectionKind.LOSERS, 0, section -> sink.accept(ReadingBytes.read(section.payload())));
    }

    @Override
    public ReadingBatch newest() {
        ReadingBatch[] newest = {ReadingBatch.EMPTY};
        each(SectionKind.NEWEST, 0, section -> newest[0] = ReadingBytes.read(section.payload()));
        return newest[0];
    }

    @Override
    public CatalogueCopy catalogue() {
        CatalogueCopy[] copy = new CatalogueCopy[1];
        each(SectionKind.CATALOGUE, 0, section -> copy[0] = CatalogueJson.read(in.object(section)));
        if (copy[0] == null) {
            throw in.damaged(in.length(), "it has no catalogue");
        }
        return copy[0];
    }

    @Override
    public void audit(Consumer<List<AuditEntry>> sink) {
        each(SectionKind.AUDIT, 0, section -> sink.accept(CatalogueJson.readAudit(in.array(section))));
    }

    @Override
    public List<String> damage() {
        return summary.damage();
    }

    @Override
    public double share() {
        return share;
    }

    @Override
    public void close() {
        close(in);
    }

    private static void close(SectionReader in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
