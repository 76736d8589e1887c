package io.isotherm.store.sqlite;

import io.isotherm.store.StoreException;
import io.isotherm.store.backup.Contents.BlockSink;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore.Find;
import io.isotherm.store.series.codec.BlockCodec;
import io.isotherm.store.series.codec.Columns;
import io.isotherm.store.series.codec.CorruptException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One sensor's blocks in one file, as of one moment, each looked through. What is damaged is noted and left out. */
final class BlocksBeside {
    private static final int PAGE = 64;

    private final ReadBeside file;
    private final int sensor;
    private final List<String> damage;
    private final Columns columns = new Columns(0);

    BlocksBeside(ReadBeside file, int sensor, List<String> damage) {
        this.file = file;
        this.sensor = sensor;
        this.damage = damage;
    }

    /**
     * @param before the place that the sink is told while there are more
     * @param done the place that it is told with the last ones
     */
    void read(String before, String done, BlockSink sink) {
        file.snapshot(session -> {
            Find next = find(PAGE, true);
            while (true) {
                List<Block> page = page(session, next);
                if (page == null) {
                    next = afterDamage(session, next);
                    if (next == null) {
                        sink.blocks(List.of(), done);
                        return true;
                    }
                    continue;
                }
                boolean more = page.size() == next.limit();
                sink.blocks(sound(page), more ? before : done);
                if (!more) {
                    return true;
                }
                next = next.after(page.getLast());
            }
        });
    }

    private Find find(int limit, boolean data) {
        return Find.all(sensor, Long.MIN_VALUE, Long.MAX_VALUE, limit, data);
    }

    /** Null where something of it is damaged. */
    private @Nullable List<Block> page(Session session, Find find) throws SQLException {
        StoreException failure;
        try {
            List<Block> found = new ArrayList<>();
            BlockRows.find(session, file.path(), find, Long.MIN_VALUE, Long.MAX_VALUE, found);
            return found;
        } catch (SQLException e) {
            failure = SqliteFailure.of(e, file.path());
            session.forgetStatements();
        } catch (StoreException e) {
            failure = e;
        }
        if (!SqliteFailure.isDamage(failure)) {
            throw failure;
        }
        return null;
    }

    /** From now on one by one; where that one is damaged, its place is found without its readings. */
    private @Nullable Find afterDamage(Session session, Find failed) throws SQLException {
        if (failed.limit() > 1) {
            return limited(failed, 1, true);
        }
        List<Block> there = page(session, limited(failed, 1, false));
        if (there == null) {
            note("its blocks from " + Instant.ofEpochMilli(Math.max(failed.afterStart(), Period.NAMED_FROM)) + " on");
            return null;
        }
        note(place(there.getFirst()));
        return failed.after(there.getFirst());
    }

    private static Find limited(Find find, int limit, boolean data) {
        return new Find(find.sensor(), find.from(), find.to(), find.afterStart(), find.afterLevel(), limit, data);
    }

    private List<Block> sound(List<Block> page) {
        List<Block> sound = new ArrayList<>(page.size());
        for (Block block : page) {
            byte[] data = block.data();
            try {
                columns.clear();
                if (data != null) {
                    BlockCodec.decode(data, columns);
                }
                sound.add(block);
            } catch (CorruptException e) {
                note(place(block));
            }
        }
        return sound;
    }

    private static String place(Block block) {
        return "its " + block.summary().count() + " readings from " + Instant.ofEpochMilli(block.start()) + " to "
                + Instant.ofEpochMilli(block.end());
    }

    private void note(String what) {
        damage.add("Sensor " + sensor + " in " + file.path() + ": " + what + " are damaged and left out.");
    }
}
