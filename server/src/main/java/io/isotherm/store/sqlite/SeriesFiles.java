package io.isotherm.store.sqlite;

import io.isotherm.ops.Health;
import io.isotherm.store.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the periods: opened when they are used, the ones not used for longest closed when too many are open. One
 * that cannot be opened because it is damaged is set aside. Thread-safe.
 */
final class SeriesFiles {
    private static final Logger log = LoggerFactory.getLogger(SeriesFiles.class);
    private static final String CLAIM = "series-*.db";
    private static final long PATIENCE_SECONDS = 60;

    private final DataFolder folder;
    private final int most;
    private final DamagedFiles damaged;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Numbers of the periods that have a file. */
    private final NavigableSet<Long> there = new TreeSet<>();
    /** The least recently used first. */
    private final Map<Period, Open> open = new LinkedHashMap<>(16, 0.75f, true);

    private volatile boolean closed;
    private volatile @Nullable String openFailure;

    private static final class Open {
        private final SqliteFile file;
        private int users;
        /** Nobody may begin to use it. */
        private boolean leaving;

        Open(SqliteFile file) {
            this.file = file;
        }
    }

    private SeriesFiles(DataFolder folder, int most, DamagedFiles damaged) {
        this.folder = folder;
        this.most = most;
        this.damaged = damaged;
    }

    /**
     * @param most files that are kept open
     * @throws StoreException when a file has the name of a period and is not ours, or is of a newer format
     */
    static SeriesFiles open(DataFolder folder, int most) {
        folder.claim(CLAIM);
        boolean opened = false;
        try {
            SeriesFiles files = new SeriesFiles(folder, most, new DamagedFiles(folder.path()));
            files.list();
            opened = true;
            return files;
        } catch (IOException e) {
            throw new StoreException(
                    "The data folder " + folder.path() + " cannot be read (" + e + "): mend that, or name another"
                            + " with --data.",
                    e);
        } finally {
            if (!opened) {
                folder.release(CLAIM);
            }
        }
    }

    private void list() throws IOException {
        List<Period> listed = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path(), "series-*.db")) {
            for (Path path : files) {
                Period.ofFile(path.getFileName().toString()).ifPresent(listed::add);
            }
        }
        for (Period period : listed) {
            Path path = path(period);
            // One whose making was cut off has a journal. Without, its content is lost.
            if (Files.size(path) == 0 && Files.notExists(Path.of(path + "-journal"))) {
                damaged.setAside(period.file(), "it is empty");
                continue;
            }
            // The rest of the page may lie in the log.
            boolean cutOff = Files.size(path) % SeriesFormat.PAGE_SIZE != 0 && Files.notExists(Path.of(path + "-wal"));
            try {
                if (!FormatCheck.isPlainlyOurs(path, SeriesFormat.of(period))) {
                    FormatCheck.check(path, SeriesFormat.of(period));
                }
                there.add(period.number());
                if (cutOff) {
                    damaged.tell(period.file(), "its last page is cut off");
                }
            } catch (StoreException e) {
                if (!SqliteFailure.isDamage(e)) {
                    throw e;
                }
                damaged.setAside(period.file(), String.valueOf(e.getMessage()));
            }
        }
    }

    private Path path(Period period) {
        return folder.path().resolve(period.file());
    }

    /** The periods that have a file and lie between two, both included, ascending; never {@link Period#OTHER}. */
    List<Period> between(Period from, Period to) {
        lock.lock();
        try {
            requireOpen();
            List<Period> between = new ArrayList<>();
            if (from.number() <= to.number()) {
                for (long number : there.subSet(from.number(), true, to.number(), true)) {
                    if (number != Period.OTHER.number()) {
                        between.add(new Period(number));
                    }
                }
            }
            return between;
        } finally {
            lock.unlock();
        }
    }

    /** All periods that have a file. */
    List<Period> all() {
        lock.lock();
        try {
            requireOpen();
            List<Period> all = new ArrayList<>();
            there.forEach(number -> all.add(new Period(number)));
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Reads the period's file, which stays open meanwhile; what is otherwise where there is none. */
    <T> T read(Period period, T otherwise, Function<SqliteFile, T> work) {
        Open used = acquire(period, false);
        return used == null ? otherwise : use(used, period, work);
    }

    /** Writes to the period's file, made where there is none. */
    <T> T write(Period period, Function<SqliteFile, T> work) {
        Open used = acquire(period, true);
        if (used == null) {
            throw new IllegalStateException("no file is made for " + period);
        }
        return use(used, period, work);
    }

    private <T> T use(Open used, Period period, Function<SqliteFile, T> work) {
        try {
            return work.apply(used.file);
        } catch (StoreException e) {
            if (SqliteFailure.isDamage(e)) {
                damaged.tell(period.file(), String.valueOf(e.getMessage()));
            }
            throw e;
        } finally {
            lock.lock();
            try {
                used.users--;
                changed.signalAll();
                evict();
            } finally {
                lock.unlock();
            }
        }
    }

    private @Nullable Open acquire(Period period, boolean make) {
        lock.lock();
        try {
            requireOpen();
            awaitUntil(() -> {
                Open leaving = open.get(period);
                return closed || leaving == null || !leaving.leaving;
            });
            requireOpen();
            Open used = open.get(period);
            if (used == null) {
                SqliteFile file = opened(period, make);
                if (file == null) {
                    return null;
                }
                used = new Open(file);
                open.put(period, used);
            }
            used.users++;
            evict();
            return used;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable SqliteFile opened(Period period, boolean make) {
        boolean was = there.contains(period.number());
        if (!was && !make) {
            return null;
        }
        try {
            SqliteFile file = SqliteFile.open(folder, SeriesFormat.of(period), CLAIM);
            there.add(period.number());
            openFailure = null;
            return file;
        } catch (StoreException e) {
            if (was && SqliteFailure.isDamage(e)) {
                damaged.setAside(period.file(), String.valueOf(e.getMessage()));
                there.remove(period.number());
                return opened(period, make);
            }
            if (!was) {
                removeUnmade(period);
            }
            openFailure = e.getMessage();
            throw e;
        }
    }

    /** What is left of a file that could not be made, as on a full disk; nothing was ever in it. */
    private void removeUnmade(Period period) {
        for (String part : new String[] {"-journal", "-wal", "-shm", ""}) {
            try {
                Files.deleteIfExists(Path.of(path(period) + part));
            } catch (IOException e) {
                log.warn("unmade store left file={} error={}", path(period), e.toString());
            }
        }
    }

    private void evict() {
        var eldest = open.values().iterator();
        while (open.size() > most && eldest.hasNext()) {
            Open candidate = eldest.next();
            if (candidate.users == 0 && !candidate.leaving) {
                eldest.remove();
                candidate.file.close();
            }
        }
    }

    /**
     * Deletes a period's file, when it is so still while nobody uses it.
     *
     * @return whether it was deleted
     */
    boolean delete(Period period, Predicate<SqliteFile> still) {
        return alone(period, file -> {
            if (!still.test(file)) {
                return false;
            }
            file.close();
            there.remove(period.number());
            // The file itself last: its log alone would be nothing, but it without its log an older state.
            removeUnmade(period);
            return true;
        });
    }

    /**
     * Renames a file that cannot be written to because it is damaged, so that another can be begun.
     *
     * @return its path now; null where somebody else did so
     */
    @Nullable
    Path setAside(Period period, SqliteFile bad, String why) {
        Path[] aside = {null};
        alone(period, file -> {
            if (file != bad) {
                return false;
            }
            file.close();
            there.remove(period.number());
            aside[0] = damaged.setAside(period.file(), why);
            return true;
        });
        return aside[0];
    }

    /** Works with a file that nobody else uses; it counts as closed when the work says so. */
    private boolean alone(Period period, Predicate<SqliteFile> work) {
        lock.lock();
        try {
            Open used = acquire(period, false);
            if (used == null) {
                return false;
            }
            used.leaving = true;
            boolean gone = false;
            try {
                awaitUntil(() -> used.users == 1);
                gone = work.test(used.file);
                return gone;
            } finally {
                used.leaving = false;
                used.users--;
                if (gone) {
                    open.remove(period);
                }
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitUntil(BooleanSupplier so) {
        long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!so.getAsBoolean()) {
                if (left <= 0) {
                    throw new StoreException("The series files in " + folder.path() + " are in use without end.");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("The work on the series files was interrupted.", e);
        }
    }

    /** Tells of a file that is damaged and goes on being used. */
    void tellDamaged(Period period, String why) {
        damaged.tell(period.file(), why);
    }

    int openFiles() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException("The series files in " + folder.path() + " are closed.");
        }
    }

    Health check() {
        if (closed) {
            return Health.down("closed", "The series files in " + folder.path() + " are closed.");
        }
        List<SqliteFile> files = new ArrayList<>();
        if (lock.tryLock()) {
            try {
                open.values().forEach(used -> files.add(used.file));
            } finally {
                lock.unlock();
            }
        }
        Health worst = damaged.check();
        for (SqliteFile file : files) {
            Health health = file.check();
            if (health.state() == Health.State.DOWN && !file.isClosed()) {
                return health;
            }
            worst = worst.state() == Health.State.OK && health.state() == Health.State.DEGRADED ? health : worst;
        }
        String unopened = openFailure;
        if (unopened != null) {
            return Health.down("open-failed", unopened);
        }
        return worst;
    }

    /** Waits for what is under way, and closes all. A second call does nothing. */
    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            changed.signalAll();
            // A file waits for its own reads and writes.
            open.values().forEach(used -> used.file.close());
            open.clear();
            folder.release(CLAIM);
        } finally {
            lock.unlock();
        }
    }
}
