package io.isotherm.store.sqlite;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.StoreException;
import io.isotherm.store.backup.CatalogueCopy;
import io.isotherm.store.backup.Contents;
import io.isotherm.store.backup.SoundRecords;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a data folder holds, read beside the server that uses it, or without one. */
public final class SqliteContents implements Contents {
    /** Entries of the audit that are read at once. */
    private static final int ENTRIES = 1_000;

    /** No sensor; any number is above it. */
    private static final long NONE = Long.MIN_VALUE;

    private final Path folder;
    private final List<String> damage = new ArrayList<>();
    private volatile double share;

    private SqliteContents(Path folder) {
        this.folder = folder;
    }

    /**
     * @throws StoreException when there is no data folder, or it is of a format that has to be taken over first; other
     *     failures show when it is read
     */
    public static SqliteContents open(Path folder) {
        try (ReadBeside catalogue = ReadBeside.open(folder, SqliteCatalogStore.FORMAT)) {
            if (catalogue.isUnmade()) {
                throw new StoreException(catalogue.path() + " has no catalogue yet.");
            }
            if (Files.exists(folder.resolve("readings.db"))) {
                throw new StoreException(
                        "The readings of " + folder + " are of before there were blocks: start and stop"
                                + " this version once, which takes them over.");
            }
            return new SqliteContents(folder.toRealPath());
        } catch (IOException e) {
            throw new StoreException("The data folder " + folder + " cannot be read (" + e + ").", e);
        }
    }

    @Override
    public String place() {
        return folder.toString();
    }

    @Override
    public String identity() {
        return "folder " + folder;
    }

    @Override
    public void journals(JournalSink sink) {
        records(folder, SqliteJournal.FORMAT, "embedded", new SoundRecords(place(), damage, sink));
    }

    /** Hands over what waits in {@code spool.db} for a database, where there is one. */
    public static void spool(Path folder, JournalSink sink) {
        Format format = SqliteJournal.FORMAT.named(SqliteJournal.SPOOL);
        if (Files.exists(folder.resolve(format.file()))) {
            records(folder, format, "spool", sink);
        }
    }

    private static void records(Path folder, Format format, String writer, JournalSink sink) {
        try (ReadBeside file = ReadBeside.open(folder, format)) {
            if (file.isUnmade()) {
                return;
            }
            // One statement, so one state: a removal never comes without what came after it.
            file.read(session -> {
                try (ResultSet row = session.prepare("SELECT sequence, record FROM record ORDER BY sequence")
                        .executeQuery()) {
                    while (row.next()) {
                        sink.record(writer, row.getLong(1), row.getBytes(2));
                    }
                    return true;
                }
            });
        }
    }

    /** The place is {@code period/sensor}; all sensors up to that one were handed over. */
    @Override
    public void blocks(String after, BlockSink sink) {
        share = 0;
        int slash = after.indexOf('/');
        long fromPeriod = slash < 0 ? Long.MIN_VALUE : Long.parseLong(after.substring(0, slash));
        long fromSensor = slash < 0 ? Long.MIN_VALUE : Long.parseLong(after.substring(slash + 1));
        List<Period> periods = periods();
        long all = periods.stream().mapToLong(this::size).sum();
        long before = 0;
        for (Period period : periods) {
            long size = size(period);
            if (period.number() >= fromPeriod) {
                blocks(period, period.number() == fromPeriod ? fromSensor : Long.MIN_VALUE, sink, before, size, all);
            }
            before += size;
            share = all == 0 ? 1 : (double) before / all;
        }
    }

    private void blocks(Period period, long after, BlockSink sink, long before, long size, long all) {
        try (ReadBeside file = series(period)) {
            if (file == null) {
                return;
            }
            checkPages(file);
            long[] bytes = {0};
            String done = period.number() + "/" + after;
            for (long sensor = next(file, "block", after); sensor != NONE; sensor = next(file, "block", sensor)) {
                BlocksBeside blocks = new BlocksBeside(file, Math.toIntExact(sensor), damage);
                String place = period.number() + "/" + sensor;
                blocks.read(done, place, (some, until) -> {
                    some.forEach(block -> bytes[0] += block.data() == null ? 0 : block.data().length);
                    share = (before + Math.min(bytes[0], size)) / (double) Math.max(1, all);
                    sink.blocks(some, until);
                });
                done = place;
            }
        } catch (StoreException e) {
            note(e);
        }
    }

    /** Rows have checksums of their own; that none is lost between them, only SQLite's look at the pages tells. */
    private void checkPages(ReadBeside file) {
        try {
            String pages = file.read(session -> session.value("PRAGMA quick_check(1)"));
            if (!pages.equals("ok")) {
                damage.add(file.path() + " has damaged pages, so blocks of it may be missing: "
                        + pages.lines().limit(3).collect(Collectors.joining(" ")));
            }
        } catch (StoreException e) {
            note(e);
        }
    }

    /** Damage is noted, and the rest read; everything else ends it. */
    private void note(StoreException failure) {
        if (!SqliteFailure.isDamage(failure)) {
            throw failure;
        }
        damage.add(String.valueOf(failure.getMessage()));
    }

    /** Null where the file is gone, as all in it was too old, or where nothing can be in it yet. */
    private @Nullable ReadBeside series(Period period) {
        ReadBeside file;
        try {
            file = ReadBeside.open(folder, SeriesFormat.of(period));
        } catch (StoreException e) {
            if (Files.notExists(folder.resolve(period.file()))) {
                return null;
            }
            throw e;
        }
        if (file.isUnmade()) {
            file.close();
            return null;
        }
        return file;
    }

    private List<Period> periods() {
        TreeSet<Long> numbers = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "series-*.db")) {
            for (Path path : files) {
                Period.ofFile(path.getFileName().toString()).ifPresent(period -> numbers.add(period.number()));
            }
        } catch (IOException e) {
            throw new StoreException("The data folder " + folder + " cannot be read (" + e + ").", e);
        }
        return numbers.stream().map(Period::new).toList();
    }

    private long size(Period period) {
        try {
            return Files.size(folder.resolve(period.file()));
        } catch (IOException e) {
            // Gone meanwhile.
            return 0;
        }
    }

    private static long next(ReadBeside file, String table, long after) {
        return file.read(session -> {
            PreparedStatement select = session.prepare("SELECT min(sensor) FROM " + table + " WHERE sensor > ?");
            select.setLong(1, after);
            try (ResultSet row = select.executeQuery()) {
                long sensor = row.getLong(1);
                return row.wasNull() ? NONE : sensor;
            }
        });
    }

    @Override
    public void losers(Consumer<ReadingBatch> sink) {
        for (Period period : periods()) {
            try (ReadBeside file = series(period)) {
                if (file == null) {
                    continue;
                }
                for (long of = next(file, "loser", NONE); of != NONE; of = next(file, "loser", of)) {
                    losers(file, Math.toIntExact(of), sink);
                }
            } catch (StoreException e) {
                note(e);
            }
        }
    }

    private static void losers(ReadBeside file, int sensor, Consumer<ReadingBatch> sink) {
        file.snapshot(session -> {
            int limit = 4_096;
            ReadingBatch.Builder found = new ReadingBatch.Builder();
            LoserRows.find(session, file.path(), sensor, Long.MIN_VALUE, Long.MAX_VALUE, limit, found);
            ReadingBatch some = found.build();
            while (!some.isEmpty()) {
                long last = some.time(some.size() - 1);
                // Those of the last millisecond again, whole: more than a few of one time there are not.
                sink.accept(some.size() < limit ? some : before(some, last));
                if (some.size() < limit) {
                    break;
                }
                ReadingBatch.Builder more = new ReadingBatch.Builder();
                LoserRows.find(session, file.path(), sensor, last, Long.MAX_VALUE, limit, more);
                some = more.build();
                if (some.size() == limit && some.time(limit - 1) == last) {
                    throw new StoreException("Sensor " + sensor + " has thousands of readings for the time " + last
                            + " that lost against another one.");
                }
            }
            return true;
        });
    }

    private static ReadingBatch before(ReadingBatch some, long time) {
        ReadingBatch.Builder before = new ReadingBatch.Builder();
        for (int i = 0; i < some.size() && some.time(i) < time; i++) {
            before.add(some.sensor(i), some.time(i), some.value(i), some.flags(i));
        }
        return before.build();
    }

    @Override
    public ReadingBatch newest() {
        try (ReadBeside file = ReadBeside.open(folder, SqliteJournal.FORMAT)) {
            return file.read(session -> NewestRows.all(session, file.path()));
        }
    }

    @Override
    public CatalogueCopy catalogue() {
        try (ReadBeside file = ReadBeside.open(folder, SqliteCatalogStore.FORMAT)) {
            return file.snapshot(SqliteContents::catalogue);
        }
    }

    private static CatalogueCopy catalogue(Session session) throws SQLException {
        TreeMap<String, String> settings = new TreeMap<>();
        CatalogRows.all(
                session,
                "SELECT name, value FROM setting",
                row -> settings.put(row.getString(1), row.getString(2)) == null);
        return new CatalogueCopy(
                CatalogRows.all(session, CatalogRows.SITE + " ORDER BY id", CatalogRows::site),
                CatalogRows.all(session, CatalogRows.DEVICE + " ORDER BY id", CatalogRows::device),
                CatalogRows.all(session, CatalogRows.SENSOR + " ORDER BY number", CatalogRows::sensor),
                new TreeMap<>(CatalogRows.states(session)),
                settings,
                TokenRows.all(session),
                SessionRows.all(session),
                Math.toIntExact(
                        session.number("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'sensor'")));
    }

    @Override
    public void audit(Consumer<List<AuditEntry>> sink) {
        try (ReadBeside file = ReadBeside.open(folder, SqliteCatalogStore.FORMAT)) {
            file.snapshot(session -> {
                long before = Long.MAX_VALUE;
                List<AuditEntry> some = AuditRows.newest(session, before, ENTRIES);
                while (!some.isEmpty()) {
                    before = some.getLast().time();
                    sink.accept(some.reversed());
                    some = AuditRows.newest(session, before, ENTRIES);
                }
                return true;
            });
        }
    }

    @Override
    public List<String> damage() {
        return damage.stream().distinct().toList();
    }

    @Override
    public double share() {
        return share;
    }

    @Override
    public void close() {}
}
