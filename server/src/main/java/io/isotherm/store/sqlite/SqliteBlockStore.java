package io.isotherm.store.sqlite;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.Spans;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Blocks in SQLite files, one for 32 days, so that what is too old goes with its file. A file that turns out to be
 * damaged does not concern the others: a read that meets the damage fails; a file that cannot be opened or written to is
 * renamed, what can be read of it copied into a new one, and health tells of it.
 */
public final class SqliteBlockStore implements BlockStore {
    /** Two years; each takes a few file descriptors and up to some megabytes of memory. */
    private static final int OPEN_FILES = 24;

    /** Changes made in one transaction: 1 MB, some tens of milliseconds. */
    private static final int CHANGES = 256;

    private final SeriesFiles files;

    private SqliteBlockStore(SeriesFiles files) {
        this.files = files;
    }

    /**
     * @throws StoreException when the folder has a store open already, or a file that is named like one of the store's
     *     and is not ours or of a newer format; its name is told
     */
    public static SqliteBlockStore open(DataFolder folder) {
        return open(folder, OPEN_FILES);
    }

    static SqliteBlockStore open(DataFolder folder, int openFiles) {
        return new SqliteBlockStore(SeriesFiles.open(folder, openFiles));
    }

    @Override
    public List<Block> find(Find find) {
        List<Block> found = new ArrayList<>();
        long from = Math.max(Spans.start(Spans.LEVELS - 1, find.from()), find.afterStart());
        for (Part part : parts(from, find.to(), find.from() < find.to())) {
            if (found.size() < find.limit()) {
                files.read(
                        part.period,
                        found,
                        file -> file.snapshot(session -> {
                            BlockRows.find(session, file.path(), find, part.from, part.to, found);
                            return found;
                        }));
            }
        }
        return found;
    }

    @Override
    public ReadingBatch losers(int sensor, long from, long to, int limit) {
        ReadingBatch.Builder found = new ReadingBatch.Builder();
        for (Part part : parts(from, to, from < to)) {
            if (found.size() < limit) {
                files.read(
                        part.period,
                        found,
                        file -> file.read(session -> {
                            LoserRows.find(
                                    session,
                                    file.path(),
                                    sensor,
                                    Math.max(from, part.from),
                                    Math.min(to, part.to),
                                    limit - found.size(),
                                    found);
                            return found;
                        }));
            }
        }
        return found.build();
    }

    @Override
    public OptionalLong lastStart(int sensor, long before) {
        for (Part part : parts(Long.MIN_VALUE, before, true).reversed()) {
            OptionalLong none = OptionalLong.empty();
            OptionalLong last = files.read(
                    part.period,
                    none,
                    file -> file.read(session ->
                            BlockRows.lastStart(session, file.path(), sensor, part.from, Math.min(before, part.to))));
            if (last.isPresent()) {
                return last;
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public void setAside(Block block) {
        files.read(
                Period.of(block.start()), false, file -> file.write(session -> BlockChanges.setAside(session, block)));
    }

    @Override
    public void removeLosers(int sensor, long from, long to) {
        for (Part part : parts(from, to, from < to)) {
            files.read(part.period, false, file -> {
                long start = Math.max(from, part.from);
                long end = Math.min(to, part.to);
                while (file.write(session -> LoserRows.removeSome(session, sensor, start, end))) {}
                return true;
            });
        }
    }

    /** The part of a file that has starts from one time to another. */
    private record Part(Period period, long from, long to) {}

    /** Where to look for what starts in a range, in the order of time. */
    private List<Part> parts(long from, long to, boolean any) {
        List<Period> named = files.between(
                Period.of(Math.clamp(from, Period.NAMED_FROM, Period.NAMED_TO - 1)),
                Period.of(Math.clamp(to, Period.NAMED_FROM, Period.NAMED_TO - 1)));
        List<Part> parts = new ArrayList<>();
        if (!any) {
            return parts;
        }
        if (from < Period.NAMED_FROM) {
            parts.add(new Part(Period.OTHER, Long.MIN_VALUE, Period.NAMED_FROM));
        }
        named.forEach(period -> parts.add(new Part(period, period.from(), period.to())));
        if (to > Period.NAMED_TO) {
            parts.add(new Part(Period.OTHER, Period.NAMED_TO, Long.MAX_VALUE));
        }
        return parts;
    }

    /** @throws IllegalArgumentException when a change does not lie in one stretch of twice the longest span */
    @Override
    public List<Change> apply(List<Change> changes) {
        Map<Long, List<Change>> byPeriod = new TreeMap<>();
        for (Change change : changes) {
            Period period = period(change);
            if (period != null) {
                byPeriod.computeIfAbsent(period.number(), number -> new ArrayList<>())
                        .add(change);
            }
        }
        files.all();
        List<Change> refused = new ArrayList<>();
        byPeriod.forEach((number, some) -> {
            // Neighbours in the file are written one after the other.
            some.sort(Comparator.comparingInt(SqliteBlockStore::sensor));
            for (int i = 0; i < some.size(); i += CHANGES) {
                refused.addAll(make(new Period(number), some.subList(i, Math.min(some.size(), i + CHANGES))));
            }
        });
        return refused;
    }

    private List<Change> make(Period period, List<Change> changes) {
        SqliteFile[] used = {null};
        try {
            return make(period, changes, used);
        } catch (StoreException e) {
            SqliteFile bad = used[0];
            if (bad == null || !SqliteFailure.isDamage(e)) {
                throw e;
            }
            Path aside = files.setAside(period, bad, String.valueOf(e.getMessage()));
            if (aside != null) {
                files.write(period, fresh -> {
                    Salvage.copy(aside, fresh);
                    return fresh;
                });
            }
            return make(period, changes, used);
        }
    }

    private List<Change> make(Period period, List<Change> changes, @Nullable SqliteFile[] used) {
        return files.write(period, file -> {
            used[0] = file;
            return file.write(session -> BlockChanges.make(session, changes));
        });
    }

    private static int sensor(Change change) {
        if (!change.replaced().isEmpty()) {
            return change.replaced().getFirst().sensor();
        }
        return change.blocks().isEmpty()
                ? change.losers().sensor(0)
                : change.blocks().getFirst().sensor();
    }

    /** Null for a change that changes nothing. */
    private static @Nullable Period period(Change change) {
        Period period = null;
        for (Block block : change.replaced()) {
            period = same(period, block.start());
        }
        for (Block block : change.blocks()) {
            period = same(period, block.start());
        }
        for (int i = 0; i < change.losers().size(); i++) {
            period = same(period, change.losers().time(i));
        }
        return period;
    }

    private static Period same(@Nullable Period before, long time) {
        Period period = Period.of(time);
        if (before != null && !before.equals(period)) {
            throw new IllegalArgumentException("a change reaches from " + before.file() + " into " + period.file());
        }
        return period;
    }

    @Override
    public Retired retire(Retention retention) {
        long payloads = 0;
        long blocks = 0;
        for (Period period : files.all()) {
            Retired retired = retire(period, retention);
            payloads += retired.payloads();
            blocks += retired.blocks();
        }
        return new Retired(payloads, blocks);
    }

    private Retired retire(Period period, Retention retention) {
        Retired none = new Retired(0, 0);
        if (files.read(period, false, file -> BlockRetirement.isAllOld(file, period, retention))) {
            long[] blocks = {0};
            boolean deleted = files.delete(period, file -> {
                blocks[0] = BlockRetirement.count(file);
                return BlockRetirement.isAllOld(file, period, retention);
            });
            if (deleted) {
                return new Retired(0, blocks[0]);
            }
        }
        return files.read(period, none, file -> BlockRetirement.run(file, period, retention));
    }

    /**
     * Reads all files through, one after the other, for damage that no read has met; health tells what was found. Takes
     * seconds for each gigabyte; to be called from time to time.
     */
    @Override
    public void scrub() {
        for (Period period : files.all()) {
            try {
                files.read(period, period, file -> {
                    Scrub.of(file).ifPresent(found -> files.tellDamaged(period, found));
                    return period;
                });
            } catch (StoreException e) {
                files.tellDamaged(period, String.valueOf(e.getMessage()));
            }
        }
    }

    /** For tests. */
    SeriesFiles files() {
        return files;
    }

    @Override
    public String name() {
        return "blocks";
    }

    @Override
    public Health check() {
        return files.check();
    }

    @Override
    public void close() {
        files.close();
    }
}
