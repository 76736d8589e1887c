package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/**
 * A home with a memory for summaries: a year of them is asked for again and again while somebody looks at a chart, and
 * changes once in a while. Kept by sensor and window of time; forgotten when this process or another one changes a block
 * of the window, so what it tells is as fresh as the home.
 */
final class CachingBlockStore implements BlockStore {
    /** Summaries remembered at most, parts counted: at some 200 bytes each, 40 MB. */
    private static final int MOST = 200_000;

    private static final long WINDOW = 2 * Spans.LONGEST;

    /** A range over more windows is asked of the home: it is longer than any chart. */
    private static final long MOST_WINDOWS = 400;

    /** Times beyond are nobody's, and would overflow. */
    private static final long FAR = Long.MAX_VALUE / 4;

    private static final int STRIPES = 1_024;

    private final BlockStore home;
    private final Subscription subscription;

    // A window that was read from the home before a change, and arrives here after it, must not be remembered.
    private final AtomicLongArray changes = new AtomicLongArray(STRIPES);
    private final Map<Window, List<Block>> windows = new LinkedHashMap<>(16, 0.75f, true);
    private int remembered;

    private record Window(int sensor, long number) {}

    CachingBlockStore(BlockStore home) {
        this.home = home;
        subscription = home.follow(new Listener() {
            @Override
            public void changed(int sensor, long start) {
                forget(sensor, start);
            }

            @Override
            public void lost() {
                forgetAll();
            }
        });
    }

    @Override
    public List<Block> find(Find find) {
        boolean usual = find.from() >= -FAR && find.to() <= FAR && find.from() < find.to();
        if (!usual || find.data() || find.limit() < STRIPES) {
            return home.find(find);
        }
        // A block that overlaps the range's start may begin in the window before.
        long first = window(find.from() - Spans.LONGEST);
        long last = window(find.to() - 1);
        if (last - first >= MOST_WINDOWS) {
            return home.find(find);
        }
        first = Math.max(first, window(find.afterStart()));
        readMissing(find.sensor(), first, last);
        List<Block> found = new ArrayList<>();
        for (long number = first; number <= last; number++) {
            for (Block block : window(find.sensor(), number)) {
                if (block.start() >= find.to() || found.size() == find.limit()) {
                    return found;
                }
                boolean after = block.start() > find.afterStart()
                        || (block.start() == find.afterStart() && block.level() > find.afterLevel());
                if (after && block.end() > find.from()) {
                    found.add(block);
                }
            }
        }
        return found;
    }

    private static long window(long time) {
        return Math.floorDiv(time, WINDOW);
    }

    /** Reads what is not in memory, side by side: most of it is waiting for the home, which can do several at a time. */
    private void readMissing(int sensor, long first, long last) {
        long[] missing;
        synchronized (windows) {
            missing = LongStream.rangeClosed(first, last)
                    .filter(number -> !windows.containsKey(new Window(sensor, number)))
                    .toArray();
        }
        if (missing.length > 1) {
            LongStream.of(missing).parallel().forEach(number -> window(sensor, number));
        }
    }

    /** The blocks, without data, that start in a window. */
    private List<Block> window(int sensor, long number) {
        Window window = new Window(sensor, number);
        long seen = changes.get(sensor % STRIPES);
        synchronized (windows) {
            List<Block> known = windows.get(window);
            if (known != null) {
                return known;
            }
        }
        List<Block> read = new ArrayList<>();
        long start = number * WINDOW;
        Find next = Find.all(sensor, start, start + WINDOW, STRIPES, false);
        while (true) {
            List<Block> page = home.find(next);
            page.stream().filter(block -> block.start() >= start).forEach(read::add);
            if (page.size() < next.limit()) {
                break;
            }
            next = next.after(page.getLast());
        }
        synchronized (windows) {
            if (changes.get(sensor % STRIPES) == seen && windows.putIfAbsent(window, read) == null) {
                remembered += weight(read);
                makeRoom();
            }
        }
        return read;
    }

    private void makeRoom() {
        var eldest = windows.entrySet().iterator();
        while (remembered > MOST && eldest.hasNext()) {
            remembered -= weight(eldest.next().getValue());
            eldest.remove();
        }
    }

    private static int weight(List<Block> blocks) {
        int weight = 1;
        for (Block block : blocks) {
            weight += 1 + block.parts().size();
        }
        return weight;
    }

    private void forget(int sensor, long start) {
        synchronized (windows) {
            changes.incrementAndGet(sensor % STRIPES);
            List<Block> gone = windows.remove(new Window(sensor, window(start)));
            if (gone != null) {
                remembered -= weight(gone);
            }
        }
    }

    private void forgetAll() {
        synchronized (windows) {
            for (int i = 0; i < STRIPES; i++) {
                changes.incrementAndGet(i);
            }
            windows.clear();
            remembered = 0;
        }
    }

    @Override
    public List<Change> apply(List<Change> made) {
        try {
            return home.apply(made);
        } finally {
            // After a failure too: some may have been made.
            for (Change change : made) {
                change.replaced().forEach(block -> forget(block.sensor(), block.start()));
                change.blocks().forEach(block -> forget(block.sensor(), block.start()));
            }
        }
    }

    @Override
    public void setAside(Block block) {
        try {
            home.setAside(block);
        } finally {
            forget(block.sensor(), block.start());
        }
    }

    @Override
    public Retired retire(Retention retention) {
        try {
            return home.retire(retention);
        } finally {
            forgetAll();
        }
    }

    @Override
    public OptionalLong lastStart(int sensor, long before) {
        return home.lastStart(sensor, before);
    }

    @Override
    public ReadingBatch losers(int sensor, long from, long to, int limit) {
        return home.losers(sensor, from, to, limit);
    }

    @Override
    public void removeLosers(int sensor, long from, long to) {
        home.removeLosers(sensor, from, to);
    }

    @Override
    public void scrub() {
        home.scrub();
    }

    @Override
    public String name() {
        return home.name();
    }

    @Override
    public Health check() {
        return home.check();
    }

    @Override
    public void close() {
        subscription.close();
        home.close();
    }
}
