package io.isotherm.store.sqlite;

import io.isotherm.ops.Health;
import io.isotherm.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SQLite file in WAL mode: one connection that writes and a few that read, so that readers and the writer never wait
 * for each other. A write is on the disk when it returns ({@code synchronous=FULL}). Thread-safe.
 */
final class SqliteFile {
    /** What to do in a transaction, or in a read. */
    interface Work<T> {
        T with(Session session) throws SQLException;
    }

    private static final Logger log = LoggerFactory.getLogger(SqliteFile.class);
    private static final int READERS = 4;
    private static final int PROBE_BUSY_MILLIS = 300;
    private static final int PROBE_PAGES = 16;
    private static final long PATIENCE_SECONDS = 30;

    /** With less, a probe may still find room in the log where the next commit finds none. */
    private static final long PROBE_ROOM = 8_000_000;

    /** Above this, readers are made to wait until the log is back in the file and can start anew. */
    private static final long LOG_LIMIT = 64 << 20;

    private final DataFolder folder;
    private final Path path;
    private final Format format;
    private final Session writer;
    /** Fair: a long work in many short transactions lets every other writer in between. */
    private final ReentrantLock writing = new ReentrantLock(true);

    private final BlockingQueue<Session> readers = new ArrayBlockingQueue<>(READERS);
    private long logLimit = LOG_LIMIT;
    private volatile boolean closed;
    /** {@link System#nanoTime} of the write under way; 0 for none. */
    private volatile long writingSince;

    private volatile @Nullable String writeFailure;
    private volatile @Nullable String readFailure;

    private SqliteFile(DataFolder folder, Path path, Format format) {
        this.folder = folder;
        this.path = path;
        this.format = format;
        writer = new Session(() -> Connections.toWrite(path, format.layout(), LOG_LIMIT));
    }

    /**
     * Opens the file, made where there is none, and brought to this format where it is of an older one.
     *
     * @throws StoreException when it is not a file of this kind, or of a newer format or one too old, or cannot be opened;
     *     what it holds is then as it was
     */
    static SqliteFile open(DataFolder folder, Format format) {
        return open(folder, format, null);
    }

    /**
     * The same for a store with several files.
     *
     * @param holder what the store holds of the folder
     */
    static SqliteFile open(DataFolder folder, Format format, @Nullable String holder) {
        Path path = folder.claim(format.file(), holder);
        boolean opened = false;
        try {
            FormatCheck.check(path, format);
            SqliteFile file = new SqliteFile(folder, path, format);
            file.start();
            opened = true;
            return file;
        } finally {
            if (!opened) {
                folder.release(format.file());
            }
        }
    }

    private void start() {
        try {
            if (writer.value("PRAGMA application_id").equals("0")) {
                transaction(this::create);
                log.info("store created file={} format={}", path, format.version());
            } else if (version(writer) < format.version()) {
                int from = transaction(this::upgrade);
                log.info("store upgraded file={} from={} format={}", path, from, format.version());
            }
            for (int i = 0; i < READERS; i++) {
                readers.add(new Session(() -> Connections.toRead(path, format.layout())));
            }
        } catch (SQLException e) {
            dropQuietly(writer);
            throw SqliteFailure.of(e, path);
        } catch (StoreException e) {
            dropQuietly(writer);
            throw e;
        }
    }

    private Boolean create(Session session) throws SQLException {
        session.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID");
        session.execute("INSERT INTO meta VALUES ('" + FormatCheck.NEEDS + "', '" + format.needs() + "')");
        for (String statement : format.schema()) {
            session.execute(statement);
        }
        session.execute("PRAGMA application_id = " + format.applicationId());
        session.execute("PRAGMA user_version = " + format.version());
        return true;
    }

    private static int version(Session session) throws SQLException {
        return Integer.parseInt(session.value("PRAGMA user_version"));
    }

    /** In one transaction with the new version: an upgrade that is cut off has not begun. Gives the version before. */
    private Integer upgrade(Session session) throws SQLException {
        int from = version(session);
        if (from < format.oldest()) {
            throw new StoreException(
                    path + " is of format " + from + ", which this program does not take over: start an"
                            + " Isotherm between the one that wrote it and this one first. Nothing was changed.");
        }
        for (int step = from; step < format.version(); step++) {
            for (String statement : format.upgradeFrom(step)) {
                session.execute(statement);
            }
        }
        session.execute("UPDATE meta SET value = '" + format.needs() + "' WHERE name = '" + FormatCheck.NEEDS + "'");
        session.execute("PRAGMA user_version = " + format.version());
        return from;
    }

    /**
     * Does the work in one transaction, alone. It is durable when this returns; after an exception nothing of it is
     * kept.
     *
     * @throws StoreException when SQLite fails; what the work itself throws is passed on
     */
    <T> T write(Work<T> work) {
        writing.lock();
        try {
            return writeLocked(work);
        } finally {
            writing.unlock();
        }
    }

    /**
     * Like {@link #write}, but does not wait for the disk: after a loss of power it may not have happened, until another
     * write has returned. For what may as well be done again, so that others need not wait behind it.
     */
    <T> T writeLazily(Work<T> work) {
        writing.lock();
        try {
            requireOpen();
            writer.execute("PRAGMA synchronous = NORMAL");
            try {
                return writeLocked(work);
            } finally {
                waitForDiskAgain();
            }
        } catch (SQLException e) {
            throw SqliteFailure.of(e, path);
        } finally {
            writing.unlock();
        }
    }

    private void waitForDiskAgain() {
        try {
            writer.execute("PRAGMA synchronous = FULL");
        } catch (SQLException e) {
            // The next connection is set up anew.
            dropQuietly(writer);
        }
    }

    private <T> T writeLocked(Work<T> work) {
        requireOpen();
        writingSince = System.nanoTime() | 1;
        try {
            T result = transaction(work);
            if (writeFailure != null) {
                writeFailure = null;
                log.info("store writes again file={}", path);
            }
            limitLog();
            return result;
        } catch (SQLException e) {
            StoreException failure = SqliteFailure.of(e, path);
            if (writeFailure == null) {
                log.error("store write failed file={} error={}", path, e.getMessage());
            }
            writeFailure = failure.getMessage();
            throw failure;
        } finally {
            writingSince = 0;
        }
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        boolean committed = false;
        boolean spare = true;
        try {
            writer.prepare("BEGIN IMMEDIATE").execute();
            T result = work.with(writer);
            writer.prepare("COMMIT").execute();
            committed = true;
            return result;
        } catch (SQLException e) {
            spare = SqliteFailure.sparesConnection(e);
            throw e;
        } finally {
            if (!committed && !(rollback() && spare)) {
                dropQuietly(writer);
            }
        }
    }

    /** Whether the connection is without a transaction now, and can be used again. */
    private boolean rollback() {
        try {
            writer.forgetStatements();
        } catch (SQLException e) {
            return false;
        }
        try {
            writer.execute("ROLLBACK");
            return true;
        } catch (SQLException e) {
            return SqliteFailure.isPlainError(e);
        }
    }

    // Readers that overlap without end keep SQLite from starting the log anew; then it would grow for ever. What fails
    // here does not concern the write, which is done.
    private void limitLog() {
        try {
            long size = Files.size(Path.of(path + "-wal"));
            if (size <= logLimit) {
                return;
            }
            writer.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            long left = Files.size(Path.of(path + "-wal"));
            logLimit = left + LOG_LIMIT;
            if (left > LOG_LIMIT) {
                log.warn("store log grows file={} bytes={} reason=another program reads it without end", path, left);
            }
        } catch (IOException | SQLException e) {
            log.warn("store log not shortened file={} error={}", path, e.getMessage());
        }
    }

    /**
     * Does the work on a connection that only reads. Each statement sees one state of the file; the work must be short,
     * since the log cannot start anew meanwhile.
     */
    <T> T read(Work<T> work) {
        Session session = borrow();
        try {
            T result = work.with(session);
            if (readFailure != null) {
                readFailure = null;
            }
            return result;
        } catch (SQLException e) {
            dropQuietly(session);
            StoreException failure = SqliteFailure.of(e, path);
            if (readFailure == null) {
                log.error("store read failed file={} error={}", path, e.getMessage());
            }
            readFailure = failure.getMessage();
            throw failure;
        } finally {
            giveBack(session);
        }
    }

    /** Like {@link #read}, but all statements see one state of the file. */
    <T> T snapshot(Work<T> work) {
        return read(session -> {
            session.prepare("BEGIN").execute();
            boolean ended = false;
            try {
                T result = work.with(session);
                session.prepare("COMMIT").execute();
                ended = true;
                return result;
            } finally {
                if (!ended) {
                    dropQuietly(session);
                }
            }
        });
    }

    /**
     * Gives free pages at most so many back to the file system, in a transaction of its own; only where the format
     * {@linkplain Layout#shrinks shrinks}.
     *
     * @return how many are free still
     */
    long shrink(int pages) {
        return writeLazily(session -> {
            session.executeAll("PRAGMA incremental_vacuum(" + pages + ")");
            return session.number("PRAGMA freelist_count");
        });
    }

    /** Copies the log back into the file, which has its new size only then; as far as readers let it. */
    void checkpoint() {
        writing.lock();
        try {
            requireOpen();
            writer.execute("PRAGMA wal_checkpoint(PASSIVE)");
        } catch (SQLException e) {
            log.warn("store log not copied back file={} error={}", path, e.getMessage());
        } finally {
            writing.unlock();
        }
    }

    /** How many pages of the file are free, to be written again. */
    long freePages() {
        return read(session -> session.number("PRAGMA freelist_count"));
    }

    /** How many pages the file has, with the free ones. */
    long pages() {
        return read(session -> session.number("PRAGMA page_count"));
    }

    Path path() {
        return path;
    }

    boolean isClosed() {
        return closed;
    }

    private void giveBack(Session session) {
        if (closed) {
            dropQuietly(session);
        }
        readers.add(session);
    }

    private Session borrow() {
        requireOpen();
        try {
            Session session = readers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (session == null) {
                throw new StoreException("Too many reads of " + path + " are under way, or the disk is stuck.");
            }
            if (closed) {
                giveBack(session);
                requireOpen();
            }
            return session;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("The read of " + path + " was interrupted.", e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException(path + " is closed.");
        }
    }

    /** How the file is: down when it cannot be written to, which is tried out if the last write failed. */
    Health check() {
        if (closed) {
            return Health.down("closed", path + " is closed.");
        }
        long since = writingSince;
        long seconds = since == 0 ? 0 : TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
        if (seconds > PATIENCE_SECONDS) {
            return Health.down(
                    "disk-stuck", "A write to " + path + " has not ended for " + seconds + " s: the disk is stuck.");
        }
        if (writeFailure != null && DiskSpace.free(folder.path()) >= PROBE_ROOM) {
            probe();
        }
        String failed = writeFailure;
        if (failed != null) {
            return Health.down("write-failed", failed);
        }
        String unread = readFailure;
        return unread == null ? Health.OK : Health.degraded("read-failed", unread);
    }

    /** Writes as much as a commit may need, and takes it back, if the writer is free. */
    private void probe() {
        try {
            if (!writing.tryLock(PROBE_BUSY_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
            try {
                requireOpen();
                writer.execute("PRAGMA busy_timeout = " + PROBE_BUSY_MILLIS);
                writeLocked(session -> {
                    PreparedStatement put =
                            session.prepare("INSERT OR REPLACE INTO meta VALUES ('probe', zeroblob(?))");
                    put.setInt(1, PROBE_PAGES * format.layout().pageSize());
                    return put.executeUpdate();
                });
                writeLocked(session ->
                        session.prepare("DELETE FROM meta WHERE name = 'probe'").executeUpdate());
            } catch (SQLException | StoreException e) {
                log.debug("store still fails file={} error={}", path, e.getMessage());
            } finally {
                restorePatience();
                writing.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void restorePatience() {
        if (closed) {
            return;
        }
        try {
            writer.execute("PRAGMA busy_timeout = " + Connections.BUSY_MILLIS);
        } catch (SQLException e) {
            dropQuietly(writer);
        }
    }

    /** For tests: a setting of the writing connection, such as {@code max_page_count}. */
    void pragma(String setting) {
        writing.lock();
        try {
            writer.execute("PRAGMA " + setting);
        } catch (SQLException e) {
            throw SqliteFailure.of(e, path);
        } finally {
            writing.unlock();
        }
    }

    /** Waits for what is under way, moves the log into the file, and lets the file go. A second call does nothing. */
    void close() {
        writing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            List<Session> idle = idle();
            idle.forEach(this::dropQuietly);
            // Whoever still waits for one learns from it that the file is closed.
            readers.addAll(idle);
            try {
                writer.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            } catch (SQLException e) {
                log.warn("store log left for the next start file={} error={}", path, e.getMessage());
            }
            dropQuietly(writer);
            folder.release(format.file());
        } finally {
            writing.unlock();
        }
    }

    /** All sessions that read, each when its read has ended; the ones that do not end in time are left out. */
    private List<Session> idle() {
        List<Session> idle = new ArrayList<>();
        try {
            while (idle.size() < READERS) {
                Session session = readers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (session == null) {
                    log.warn("store closed with reads under way file={} reads={}", path, READERS - idle.size());
                    break;
                }
                idle.add(session);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return idle;
    }

    private void dropQuietly(Session session) {
        try {
            session.drop();
        } catch (SQLException e) {
            log.warn("connection not closed file={} error={}", path, e.getMessage());
        }
    }
}
