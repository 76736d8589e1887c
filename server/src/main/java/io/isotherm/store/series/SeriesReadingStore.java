package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.BucketQuery;
import io.isotherm.store.Buckets;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.BlockStore.Find;
import io.isotherm.store.series.codec.Columns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The series engine over a journal and a home of blocks. An append is in the journal when it returns, and in a head;
 * heads become blocks behind it; a read puts both together. What was acknowledged is in the journal or in a block at
 * any moment, so it survives an end at any moment, and what is in both is known by its identity.
 */
public final class SeriesReadingStore implements ReadingStore {
    private static final Logger LOG = LoggerFactory.getLogger(SeriesReadingStore.class);

    /** A home is looked through for damage that no read has met: soon after the start, then daily. */
    private static final Duration FIRST_SCRUB = Duration.ofMinutes(15);

    private static final Duration SCRUB = Duration.ofDays(1);

    private final Journal journal;
    private final BlockStore blocks;
    private final SeriesOptions options;
    private final Heads heads;
    private final Commits commits;
    private final Tally tally = new Tally();
    private final Damage damage = new Damage();
    private final OtherWriters others;
    private final SeriesReader reader;
    /** Held while readings move between heads and blocks. */
    private final ReentrantLock moving = new ReentrantLock();

    private final HeadWriter writer;
    private final RangeRemoval removal;
    private final Settling settling;
    private final Settling scrubbing;
    private final List<BlockStore.Subscription> followed = new ArrayList<>();
    /** Sensors whose newest reading was removed while the next one could not be looked for. */
    private final Set<Integer> doubtful = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    private SeriesReadingStore(Journal journal, BlockStore home, SeriesOptions options, Heads heads, long last) {
        this.journal = journal;
        blocks = new CachingBlockStore(home);
        this.options = options;
        this.heads = heads;
        commits = new Commits(journal, heads, last);
        others = new OtherWriters(heads, options.chunkReadings(), new Removals());
        reader = new SeriesReader(blocks, this::allHeads, damage);
        BlockWriter blockWriter = new BlockWriter(blocks, damage, tally, options.blockReadings());
        writer = new HeadWriter(heads, journal, commits, blockWriter, options);
        removal = new RangeRemoval(blocks, damage);
        settling = new Settling("blocks", options.look(), options.look(), this::settleDue);
        scrubbing = new Settling("scrub", FIRST_SCRUB, SCRUB, blocks::scrub);
    }

    /**
     * Reads what the journal has, and starts to write heads into blocks. Closing the store closes journal and blocks.
     *
     * @throws StoreException when the journal cannot be read; both are closed then
     */
    public static SeriesReadingStore open(Journal journal, BlockStore blocks, SeriesOptions options) {
        try {
            Heads heads = new Heads(options.chunkReadings());
            Replay replay = new Replay(journal, heads);
            SeriesReadingStore store = new SeriesReadingStore(journal, blocks, options, heads, replay.run());
            replay.removed().stream().forEach(sensor -> store.findNewest(sensor, Long.MIN_VALUE, Long.MAX_VALUE));
            store.damage.noteRecords(replay.damaged());
            store.followed.add(journal.follow(store.others));
            store.settling.start();
            store.scrubbing.start();
            return store;
        } catch (RuntimeException e) {
            journal.close();
            blocks.close();
            throw e;
        }
    }

    /**
     * From now on tells of readings that other processes acknowledged, on a thread that must not be blocked; some may be
     * told twice. There is one such listener.
     */
    public void hearOthers(Consumer<ReadingBatch> listener) {
        others.hear(listener);
    }

    private List<Heads> allHeads() {
        List<Heads> all = others.heads();
        all.add(heads);
        return all;
    }

    @Override
    public AppendResult append(List<ReadingBatch> batches) {
        requireOpen();
        long readings = 0;
        for (ReadingBatch batch : batches) {
            Heads.check(batch);
            readings += batch.size();
        }
        if (readings == 0) {
            return new AppendResult(0, 0, 0);
        }
        if (writer.bytes() > 2 * options.headBytes()) {
            throw new StoreException("Readings come faster than they can be put into blocks, or blocks cannot be"
                    + " written: " + settling.problem().orElse("see the log."));
        }
        return commits.append(batches, Math.toIntExact(readings));
    }

    @Override
    public void read(int sensor, long from, long to, Consumer<ReadingBatch> sink) {
        requireOpen();
        if (from < to) {
            reader.read(sensor, from, to - 1, sink);
        }
    }

    @Override
    public Buckets buckets(BucketQuery query) {
        requireOpen();
        return Downsampler.buckets(reader, query);
    }

    @Override
    public ReadingBatch latest() {
        requireOpen();
        ReadingBatch.Builder latest = new ReadingBatch.Builder();
        Columns one = new Columns(1);
        heads.forEach((sensor, head) -> {
            one.clear();
            if (head.newest(one)) {
                latest.add(sensor, one.times[0], one.values[0], one.flags[0]);
            }
        });
        return latest.build();
    }

    @Override
    public ReadingBatch newest(int sensor, int count) {
        requireOpen();
        if (count <= 0) {
            return ReadingBatch.EMPTY;
        }
        Columns open = reader.inHeads(sensor, Long.MIN_VALUE, Long.MAX_VALUE);
        if (open.size >= count) {
            long first = open.times[open.size - count];
            if (blocks.find(Find.all(sensor, first, Long.MAX_VALUE, 1, false)).isEmpty()) {
                return last(sensor, open, count);
            }
        }
        // Goes back by one block, then by two more, then by four, until there are enough.
        long from = Long.MAX_VALUE;
        for (int step = 1; ; step *= 2) {
            for (int i = 0; i < step && from > Long.MIN_VALUE; i++) {
                from = blocks.lastStart(sensor, from).orElse(Long.MIN_VALUE);
            }
            Columns found = new Columns(0);
            reader.read(sensor, from, Long.MAX_VALUE, piece -> add(piece, found));
            if (found.size >= count || from == Long.MIN_VALUE) {
                return last(sensor, found, count);
            }
        }
    }

    private static void add(ReadingBatch piece, Columns to) {
        for (int i = 0; i < piece.size(); i++) {
            to.add(piece.time(i), piece.value(i), piece.flags(i));
        }
    }

    private static ReadingBatch last(int sensor, Columns readings, int count) {
        Columns last = new Columns(0);
        last.addAll(readings, Math.max(0, readings.size - count), readings.size);
        return BlockPlan.batch(sensor, last);
    }

    @Override
    public long count(int sensor, long from, long to) {
        requireOpen();
        return from < to ? Counting.count(reader, sensor, from, to - 1) : 0;
    }

    @Override
    public ReadingBatch conflicts(int sensor, long from, long to, int most) {
        requireOpen();
        if (from >= to || most <= 0) {
            return ReadingBatch.EMPTY;
        }
        Columns all = new Columns(0);
        add(blocks.losers(sensor, from, to, most), all);
        Head head = heads.get(sensor);
        Columns waiting = head == null ? new Columns(0) : head.losers(from, to - 1);
        return Losers.batch(sensor, all, waiting, most);
    }

    @Override
    public long remove(int sensor, long from, long to) {
        requireOpen();
        if (from >= to) {
            return 0;
        }
        long through = to - 1;
        long there;
        moving.lock();
        try {
            there = Counting.count(reader, sensor, from, through);
            // In the journal first: what is replayed after a crash must not come back.
            commits.remove(sensor, from, through);
        } finally {
            moving.unlock();
        }
        // Not under the lock: another process that removes waits for this one in turn.
        journal.announceRemoval(sensor, from, to);
        adoptAll();
        moving.lock();
        try {
            others.forgetLeftovers(sensor, from, through);
            removal.remove(sensor, from, through);
            replaceNewest(sensor, from, through);
        } finally {
            moving.unlock();
        }
        // Again, now that the blocks are without them: for those who looked for another newest one too early.
        journal.announceRemoval(sensor, from, to);
        return there;
    }

    /** By the journal's thread, when another process removes. */
    private final class Removals implements OtherWriters.Removal {
        @Override
        public void remove(int sensor, long from, long through) {
            moving.lock();
            try {
                commits.remove(sensor, from, through);
                findNewest(sensor, from, through);
            } finally {
                moving.unlock();
            }
        }

        @Override
        public void removedElsewhere(int sensor, long from, long through) {
            findNewest(sensor, from, through);
        }
    }

    /** Looks for the sensor's newest reading if the one remembered is of a range. */
    private void findNewest(int sensor, long from, long through) {
        Head head = heads.get(sensor);
        Columns before = new Columns(1);
        if (head == null || !head.newest(before) || before.times[0] < from || before.times[0] > through) {
            return;
        }
        // Forgotten first, so that what is appended meanwhile is taken note of.
        head.forgetNewest();
        boolean found = false;
        try {
            ReadingBatch left = newest(sensor, 1);
            for (int i = 0; i < left.size(); i++) {
                head.noteNewest(left.time(i), left.value(i), left.flags(i));
            }
            found = true;
        } finally {
            if (!found) {
                head.noteNewest(before.times[0], before.values[0], before.flags[0]);
                doubtful.add(sensor);
            }
        }
    }

    private void findDoubtful() {
        for (Integer sensor : List.copyOf(doubtful)) {
            doubtful.remove(sensor);
            findNewest(sensor, Long.MIN_VALUE, Long.MAX_VALUE);
        }
    }

    private void replaceNewest(int sensor, long from, long through) {
        findNewest(sensor, from, through);
        ReadingBatch left = newest(sensor, 1);
        // The journal may remember one from before the range that is gone, too: retention takes no note of what is not
        // the newest at that moment.
        long first = left.isEmpty() ? Long.MIN_VALUE : Math.min(from, left.time(0) + 1);
        journal.replaceNewest(sensor, first, Spans.after(through), left);
    }

    @Override
    public Retired retire(Retention retention) {
        requireOpen();
        Retired retired = blocks.retire(retention);
        others.forgetTrimmedNow();
        // Whoever dropped them, the newest reading of a sensor may be gone.
        heads.forEach((sensor, head) -> {
            Columns newest = new Columns(1);
            if (head.newest(newest) && newest.times[0] < retention.readingsBefore(sensor)) {
                replaceNewest(sensor, Long.MIN_VALUE, newest.times[0]);
            }
        });
        return retired;
    }

    /**
     * Writes all heads into blocks now, and trims the journal.
     *
     * @throws StoreException when a home failed; what was not written stays where it is
     */
    public void settle() {
        requireOpen();
        settle(true);
    }

    /** Writes what is due, and what dead processes left. */
    void settleDue() {
        settle(false);
        adoptAll();
        others.forgetTrimmed();
        findDoubtful();
    }

    private void settle(boolean all) {
        moving.lock();
        try {
            writer.write(all);
        } finally {
            moving.unlock();
        }
    }

    private void adoptAll() {
        for (Optional<Journal.Orphan> left = journal.claim(); left.isPresent(); left = journal.claim()) {
            moving.lock();
            try {
                BlockWriter blockWriter = new BlockWriter(blocks, damage, tally, options.blockReadings());
                Adoption adoption = new Adoption(left.get(), heads, options.chunkReadings(), blockWriter);
                adoption.run();
                damage.noteRecords(adoption.damaged());
            } finally {
                moving.unlock();
            }
        }
    }

    /** What it did and what it holds; cheap, at any time. */
    public SeriesStats stats() {
        return new SeriesStats(
                tally.repeatedInBlocks.sum(),
                tally.conflictsInBlocks.sum(),
                tally.blocks.sum(),
                tally.settled.sum(),
                tally.tooLate.sum(),
                tally.outrun.sum(),
                journal.bytes(),
                writer.bytes(),
                options.headBytes(),
                settling.lag());
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException("The store is closed.");
        }
    }

    @Override
    public String name() {
        return "readings";
    }

    /** Whether what is acknowledged reaches the journal. */
    public Health checkJournal() {
        return closed ? Health.down("closed", "The store is closed.") : journal.check();
    }

    /**
     * Whether readings get from the journal into blocks, and whether blocks can be read. Tells all that is wrong, as a disk
     * that fills up must not hide that something is damaged; readings are taken in all the same, and wait in the journal.
     */
    public Health checkBlocks() {
        List<Health> wrong = new ArrayList<>();
        damage.told().ifPresent(told -> wrong.add(Health.degraded("data-damaged", told)));
        Health home = blocks.check();
        if (home.state() != Health.State.OK) {
            wrong.add(home.asDegraded(" Readings are taken in; they wait in the journal."));
        }
        settling.problem().ifPresent(problem -> wrong.add(Health.degraded("blocks-behind", problem)));
        return together(wrong);
    }

    @Override
    public Health check() {
        if (closed) {
            return Health.down("closed", "The store is closed.");
        }
        Health journalHealth = journal.check();
        return journalHealth.state() == Health.State.DOWN
                ? journalHealth
                : together(Stream.of(journalHealth, checkBlocks())
                        .filter(health -> health.state() != Health.State.OK)
                        .toList());
    }

    // By the name of the first, with all that is said, each once.
    private static Health together(List<Health> wrong) {
        return wrong.isEmpty()
                ? Health.OK
                : new Health(
                        Health.State.DEGRADED,
                        wrong.getFirst().name(),
                        wrong.stream().map(Health::detail).distinct().collect(Collectors.joining(" ")));
    }

    /** For tests: ends as a process does that is killed, leaving journal and blocks as they are. */
    void abandon() {
        scrubbing.end();
        settling.close();
        followed.forEach(BlockStore.Subscription::close);
        closed = true;
    }

    /** Writes what the heads hold, as far as the homes let it, and lets everything go. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        scrubbing.end();
        settling.close();
        followed.forEach(BlockStore.Subscription::close);
        try {
            settle(true);
        } catch (RuntimeException e) {
            LOG.warn("heads left in the journal for the next start reason=\"{}\"", e.getMessage());
        }
        closed = true;
        journal.close();
        blocks.close();
    }
}
