package io.isotherm.store.series;

import io.isotherm.store.series.codec.CorruptException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blocks and records that turned out to be damaged: logged once each, and told by health. Thread-safe. */
final class Damage {
    private static final Logger LOG = LoggerFactory.getLogger(Damage.class);
    private static final int MOST = 1_000;

    private final Map<String, String> found = new LinkedHashMap<>();
    private long more;
    private int records;

    void note(Block block, CorruptException why) {
        String place = "sensor " + block.sensor() + " from " + Instant.ofEpochMilli(block.start()) + " to "
                + Instant.ofEpochMilli(block.end());
        synchronized (this) {
            if (found.containsKey(place)) {
                return;
            }
            if (found.size() == MOST) {
                more++;
                return;
            }
            found.put(place, String.valueOf(why.getMessage()));
        }
        LOG.error(
                "block damaged sensor={} from={} to={} readings={} reason=\"{}\"",
                block.sensor(),
                Instant.ofEpochMilli(block.start()),
                Instant.ofEpochMilli(block.end()),
                block.summary().count(),
                why.getMessage());
    }

    /** Takes note of records of a journal that could not be read and were set aside. */
    synchronized void noteRecords(int count) {
        records += count;
    }

    /** A sentence for the operator; empty where nothing is damaged. */
    synchronized Optional<String> told() {
        if (records > 0) {
            return Optional.of(records + " records of the journal were damaged and are set aside: readings of the time"
                    + " before the last start may be missing. See the log.");
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        long others = found.size() - 1 + more;
        return Optional.of("The stored readings of " + found.keySet().iterator().next()
                + (others == 0 ? "" : " and " + others + " other stretches")
                + " are damaged and left out: see the log, and restore a backup of them.");
    }
}
