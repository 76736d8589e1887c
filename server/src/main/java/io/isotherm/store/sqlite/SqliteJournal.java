package io.isotherm.store.sqlite;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Journal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal in {@code journal.db}: a row a record, and a row for the newest reading of each sensor. */
public final class SqliteJournal implements Journal {
    private static final Logger log = LoggerFactory.getLogger(SqliteJournal.class);

    // Measured on 2026-11-26 with these tables: pages of 8 KB take 2.1 CPU seconds a gigabyte of records of 250 KB,
    // where
    // 4 KB take 3.0 and 16 KB 1.8; 16 KB write 1.7 times as much for records of 60 B. A log of 8 MB costs the commit
    // that
    // copies it back 8 ms, one of 16 MB 15.
    private static final Layout LAYOUT = new Layout(8_192, true, 8 << 20, 16 << 10, 1 << 10);

    static final String SPOOL = "spool.db";

    static final Format FORMAT = new Format(
            "journal.db",
            0x49534f4a, // "ISOJ"
            1,
            "0.1.0",
            List.of(
                    "CREATE TABLE record (sequence INTEGER PRIMARY KEY, record BLOB NOT NULL)",
                    "CREATE TABLE damaged (sequence INTEGER, record BLOB NOT NULL, PRIMARY KEY (sequence, record))",
                    NewestRows.TABLE),
            LAYOUT);

    /** Records and bytes that one transaction forgets: 1 to 10 ms, so that an append does not wait long behind it. */
    private static final int TRIMMED_RECORDS = 1_000;

    private static final int TRIMMED_BYTES = 2 << 20;

    /** Records that are read at once. */
    private static final int REPLAYED_BYTES = 8 << 20;

    /** Free space that is kept, since the next records need it. */
    private static final int SPARE_PAGES = (64 << 20) / LAYOUT.pageSize();

    /** Pages given back in one transaction: 1 MB, some milliseconds. */
    private static final int SHRUNK_PAGES = 128;

    /** Transactions of one trim that give pages back, so that a trim ends. */
    private static final int SHRINKS = 128;

    private final SqliteFile file;
    private final AtomicLong bytes = new AtomicLong();
    private long last = Long.MIN_VALUE;

    private SqliteJournal(SqliteFile file) {
        this.file = file;
    }

    /**
     * @throws StoreException when {@code journal.db} is open already, is no file of ours, is of a newer format, or
     *     cannot be opened
     */
    public static SqliteJournal open(DataFolder folder) {
        return open(folder, FORMAT);
    }

    /** A second one, in {@code spool.db}, for what a database that is away cannot take. Likewise. */
    public static SqliteJournal spool(DataFolder folder) {
        return open(folder, FORMAT.named(SPOOL));
    }

    private static SqliteJournal open(DataFolder folder, Format format) {
        SqliteFile file = SqliteFile.open(folder, format);
        SqliteJournal journal = new SqliteJournal(file);
        boolean opened = false;
        try {
            journal.measure();
            opened = true;
            return journal;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    private void measure() {
        last = file.read(session -> {
            try (ResultSet row = session.prepare("SELECT sum(length(record)), max(sequence) FROM record")
                    .executeQuery()) {
                bytes.set(row.getLong(1));
                long greatest = row.getLong(2);
                return row.wasNull() ? Long.MIN_VALUE : greatest;
            }
        });
    }

    @Override
    public void replay(Records sink) {
        long next = Long.MIN_VALUE;
        boolean more = true;
        // In pieces, none of which is open while the sink works.
        while (more) {
            Piece piece = piece(next);
            for (int i = 0; i < piece.records.size(); i++) {
                sink.record(piece.sequences.get(i), piece.records.get(i));
            }
            more = piece.more;
            next = more ? piece.sequences.getLast() + 1 : next;
        }
    }

    private record Piece(List<Long> sequences, List<byte[]> records, boolean more) {}

    private Piece piece(long from) {
        return file.read(session -> {
            Piece piece = new Piece(new ArrayList<>(), new ArrayList<>(), false);
            PreparedStatement select =
                    session.prepare("SELECT sequence, record FROM record WHERE sequence >= ? ORDER BY sequence");
            select.setLong(1, from);
            int size = 0;
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    byte[] record = row.getBytes(2);
                    piece.sequences.add(row.getLong(1));
                    piece.records.add(record);
                    size += record.length;
                    if (size > REPLAYED_BYTES) {
                        return new Piece(piece.sequences, piece.records, true);
                    }
                }
            }
            return piece;
        });
    }

    /** @throws IllegalArgumentException when the sequence is not greater than every one that was appended */
    @Override
    public void append(long sequence, byte[] record) {
        if (sequence <= last) {
            throw new IllegalArgumentException("record " + sequence + " comes after " + last);
        }
        file.write(session -> {
            // One of this sequence is there only when its commit failed halfway; nobody was told that it is durable.
            PreparedStatement insert = session.prepare("INSERT OR REPLACE INTO record VALUES (?, ?)");
            insert.setLong(1, sequence);
            insert.setBytes(2, record);
            return insert.executeUpdate();
        });
        last = sequence;
        bytes.addAndGet(record.length);
    }

    @Override
    public void trim(long before, ReadingBatch newest) {
        // The newest first: should the process end in between, the records are replayed, and harm nothing. For the same
        // reason nobody waits for the disk: after a loss of power, records that were trimmed may be there again.
        for (int from = 0; from < newest.size(); from += TRIMMED_RECORDS) {
            int start = from;
            int end = Math.min(newest.size(), from + TRIMMED_RECORDS);
            file.writeLazily(session -> NewestRows.takeIn(session, newest, start, end));
        }
        while (trimSome(before)) {}
        shrink();
    }

    private boolean trimSome(long before) {
        record Trimmed(long last, long size, boolean more) {}
        Trimmed some = file.read(session -> {
            PreparedStatement select = session.prepare("SELECT sequence, length(record) FROM record"
                    + " WHERE sequence < ? ORDER BY sequence LIMIT " + TRIMMED_RECORDS);
            select.setLong(1, before);
            long sequence = Long.MIN_VALUE;
            long size = 0;
            int count = 0;
            try (ResultSet row = select.executeQuery()) {
                while (size < TRIMMED_BYTES && row.next()) {
                    sequence = row.getLong(1);
                    size += row.getLong(2);
                    count++;
                }
            }
            return new Trimmed(sequence, size, count == TRIMMED_RECORDS || size >= TRIMMED_BYTES);
        });
        if (some.last > Long.MIN_VALUE) {
            file.writeLazily(session -> {
                PreparedStatement delete = session.prepare("DELETE FROM record WHERE sequence <= ?");
                delete.setLong(1, some.last);
                return delete.executeUpdate();
            });
            bytes.addAndGet(-some.size);
        }
        return some.more;
    }

    /** After a long backlog was trimmed: as much as lies there, and some more, may stay free. */
    private void shrink() {
        long pages = file.pages();
        long free = file.freePages();
        if (free <= SPARE_PAGES + (pages - free)) {
            return;
        }
        for (int i = 0; i < SHRINKS && free > SPARE_PAGES + (pages - free); i++) {
            pages -= SHRUNK_PAGES;
            free = file.shrink(SHRUNK_PAGES);
        }
        file.checkpoint();
    }

    @Override
    public ReadingBatch newest() {
        return file.read(session -> NewestRows.all(session, file.path()));
    }

    @Override
    public void replaceNewest(int sensor, long from, long to, ReadingBatch newest) {
        file.write(session -> NewestRows.replace(session, sensor, from, to, newest));
    }

    @Override
    public void setAside(long sequence) {
        long moved = file.write(session -> {
            PreparedStatement keep = session.prepare(
                    "INSERT OR IGNORE INTO damaged SELECT sequence, record FROM record WHERE sequence = ?");
            keep.setLong(1, sequence);
            keep.executeUpdate();
            PreparedStatement delete =
                    session.prepare("DELETE FROM record WHERE sequence = ? RETURNING length(record)");
            delete.setLong(1, sequence);
            try (ResultSet row = delete.executeQuery()) {
                return row.next() ? row.getLong(1) : 0L;
            }
        });
        bytes.addAndGet(-moved);
    }

    @Override
    public long bytes() {
        return bytes.get();
    }

    /** For tests: the file, to make its writes fail. */
    SqliteFile file() {
        return file;
    }

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public Health check() {
        return file.check();
    }

    /** An empty journal takes no room on the disk. */
    @Override
    public void close() {
        if (!file.isClosed() && bytes.get() == 0) {
            try {
                file.shrink(Integer.MAX_VALUE);
            } catch (StoreException e) {
                log.debug("journal not shortened file={} error={}", file.path(), e.getMessage());
            }
        }
        file.close();
    }
}
