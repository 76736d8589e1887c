package io.isotherm.store.spool;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.ops.Threads;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.Journal;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in a database that may be away, with a spool on this machine's disk. While the database is away records go
 * into the spool, in order, up to a limit; when it is back they follow, in order, before anything new goes there
 * directly. A record that was on its way when the database left may be there already: the same record again is harmless.
 *
 * <p>What lies in the spool when the process ends goes to the database at the next start, from the same folder.
 */
public final class SpoolingJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolingJournal.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final Journal database;
    private final Journal spool;
    private final long limit;
    private final Drain drain;

    /** Held by whoever appends, so that an append sees either mode whole. */
    private final ReentrantLock switching = new ReentrantLock();

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread draining = Thread.ofPlatform().name("spool").daemon().unstarted(this::drainWhenBack);
    private volatile boolean spooling;
    /** The last record did not fit. */
    private volatile boolean full;

    private volatile @Nullable Instant since;
    private volatile String reason = "";

    /**
     * Closing it closes both.
     *
     * @param spool on this machine; its {@link Journal#replay} may be called at any time
     * @param limit bytes of records in the spool; beyond, appends fail
     */
    public SpoolingJournal(Journal database, Journal spool, long limit) {
        this.database = database;
        this.spool = spool;
        this.limit = limit;
        drain = new Drain(database, spool);
        if (spool.bytes() > 0) {
            LOG.info("spool has readings of an earlier run bytes={}", spool.bytes());
            spool("readings of an earlier run wait in the spool");
        }
        draining.start();
    }

    private void spool(String why) {
        since = Instant.now();
        reason = why;
        spooling = true;
    }

    /** What the spool has goes into the heads of this run, and to the database as this run's. */
    @Override
    public void replay(Records sink) {
        database.replay(sink);
        spool.replay(sink);
    }

    @Override
    public void append(long sequence, byte[] record) {
        switching.lock();
        try {
            boolean sent = false;
            if (!spooling) {
                try {
                    database.append(sequence, record);
                    return;
                } catch (StoreException e) {
                    LOG.warn("database away, readings go into the spool reason=\"{}\"", e.getMessage());
                    spool(String.valueOf(e.getMessage()));
                    sent = true;
                }
            }
            full = spool.bytes() + record.length > limit;
            if (full) {
                throw new StoreException("The database is away and the spool is full (" + megabytes(limit)
                        + "): no more readings are taken until it is back. " + reason);
            }
            spool.append(sequence, record);
            if (sent) {
                drain.sent(sequence, record);
            }
        } finally {
            switching.unlock();
        }
    }

    private void drainWhenBack() {
        boolean told = false;
        try {
            while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    if (spooling) {
                        drain();
                    }
                    told = false;
                } catch (RuntimeException e) {
                    reason = String.valueOf(e.getMessage());
                    if (!told && !(e instanceof StoreException)) {
                        LOG.error("spool not drained", e);
                        told = true;
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.error("thread interrupted: the spool is not drained any more");
        }
    }

    private void drain() {
        // Most of it while appends go on, the rest while they wait.
        for (long before = Long.MAX_VALUE; spool.bytes() > 0 && spool.bytes() < before; ) {
            before = spool.bytes();
            drain.run(this::isClosing);
        }
        switching.lock();
        try {
            drain.run(this::isClosing);
            Instant from = since;
            spooling = false;
            full = false;
            since = null;
            LOG.info("spool is drained, readings go to the database again awaySince={}", from);
        } finally {
            switching.unlock();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    @Override
    public void trim(long before, ReadingBatch newest) {
        database.trim(before, newest);
        if (spooling) {
            // What lies in blocks already need not go to the database's journal.
            spool.trim(before, ReadingBatch.EMPTY);
        }
    }

    @Override
    public ReadingBatch newest() {
        return database.newest();
    }

    @Override
    public void replaceNewest(int sensor, long from, long to, ReadingBatch newest) {
        database.replaceNewest(sensor, from, to, newest);
    }

    @Override
    public void setAside(long sequence) {
        spool.setAside(sequence);
    }

    @Override
    public long bytes() {
        return database.bytes() + spool.bytes();
    }

    @Override
    public BlockStore.Subscription follow(Follower follower) {
        return database.follow(follower);
    }

    @Override
    public Optional<Orphan> claim() {
        return database.claim();
    }

    @Override
    public void announceRemoval(int sensor, long from, long to) {
        database.announceRemoval(sensor, from, to);
    }

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public Health check() {
        Instant from = since;
        if (!spooling || from == null) {
            Health there = database.check();
            return there.state() == Health.State.DOWN
                    ? there.asDegraded(" Readings go into the spool until then.")
                    : there;
        }
        Health disk = spool.check();
        if (disk.state() == Health.State.DOWN) {
            return disk;
        }
        String filled = megabytes(spool.bytes()) + " of " + megabytes(limit);
        return full
                ? Health.down(
                        "spool-full",
                        "The database is away since " + from + " and the spool is full (" + filled
                                + "): readings are refused. " + reason)
                : Health.degraded(
                        "database-away",
                        "The database is away since " + from + ": readings are kept in the spool (" + filled
                                + ") until it is back. " + reason);
    }

    /**
     * How much is in the spool.
     *
     * @param bytes of records
     * @param limit bytes; beyond, appends fail
     * @param inUse whether readings go there, or wait there to follow to the database
     */
    public record Fill(long bytes, long limit, boolean inUse) {}

    /** How much is in the spool now; cheap. */
    public Fill fill() {
        return new Fill(spool.bytes(), limit, spooling);
    }

    /** Whether the spool has room, and its disk takes writes. */
    public Health checkSpool() {
        Health disk = spool.check();
        Fill fill = fill();
        if (disk.state() == Health.State.DOWN) {
            // What it is for is not there, but while the database is, nobody is harmed.
            return fill.inUse ? disk : disk.asDegraded(" Were the database to go away, readings would be refused.");
        }
        if (!fill.inUse) {
            return Health.ok("Empty; it has room for " + megabytes(limit) + ".");
        }
        String filled = "It holds " + megabytes(fill.bytes) + " of " + megabytes(limit) + ".";
        return full
                ? Health.down("spool-full", filled + " Readings are refused until the database is back.")
                : Health.degraded("spooling", filled + " They follow to the database when it is back.");
    }

    private static String megabytes(long bytes) {
        return (bytes + 999_999) / 1_000_000 + " MB";
    }

    @Override
    public void close() {
        closing.countDown();
        Threads.join(draining);
        database.close();
        spool.close();
    }
}
