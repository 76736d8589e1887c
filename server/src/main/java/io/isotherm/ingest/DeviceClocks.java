package io.isotherm.ingest;

import io.isotherm.model.IncomingBatch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ObjLongConsumer;

/**
 * How far the clocks of devices are off, by the device's key. Bounded: the devices that were heard of longest ago are
 * forgotten. May be called from any thread.
 */
public final class DeviceClocks {
    /** The most devices that are remembered: about 250 bytes each. */
    static final int MOST = 20_000;

    /** Of a message with more keys so many are looked at, others each time. */
    static final int MOST_KEYS = 64;

    // Beyond, a time is no clock's but a mistake, such as nanoseconds taken for milliseconds.
    private static final long EARLIEST = 0;
    private static final long LATEST = 32_503_680_000_000L; // 3000-01-01

    /** A change of the offset by less is not told. */
    private static final long LEAST_CHANGE = 5_000;

    private final ObjLongConsumer<String> told;
    private final Map<String, ClockOffset> clocks = new LinkedHashMap<>(16, 0.75f, true);
    private int turn;

    DeviceClocks() {
        this((_, _) -> {});
    }

    /** @param told gets a device's key and its offset, 0 where its clock is right, when that changed; must not block */
    DeviceClocks(ObjLongConsumer<String> told) {
        this.told = told;
    }

    /** By how many milliseconds a device's clock is ahead, or, below 0, behind; empty where it is right or not known. */
    public OptionalLong offset(String device) {
        synchronized (clocks) {
            ClockOffset clock = clocks.get(device);
            long millis = clock == null ? 0 : clock.millis();
            return millis == 0 ? OptionalLong.empty() : OptionalLong.of(millis);
        }
    }

    /** @param received epoch milliseconds */
    void note(IncomingBatch batch, long received) {
        int keys = batch.keys().size();
        long[] newest = new long[keys];
        Arrays.fill(newest, IncomingBatch.NO_TIME);
        boolean any = false;
        for (int i = 0; i < batch.size(); i++) {
            long time = batch.time(i);
            if (time >= EARLIEST && time < LATEST) {
                newest[batch.key(i)] = Math.max(newest[batch.key(i)], time);
                any = true;
            }
        }
        if (any) {
            note(batch, newest, received);
        }
    }

    private static boolean isWorthTelling(long before, long now) {
        return (before == 0) != (now == 0) || Math.abs(now - before) > Math.max(LEAST_CHANGE, Math.abs(before) / 10);
    }

    private void note(IncomingBatch batch, long[] newest, long received) {
        synchronized (clocks) {
            int first = newest.length <= MOST_KEYS ? 0 : Math.floorMod(turn++ * MOST_KEYS, newest.length);
            for (int i = 0; i < Math.min(newest.length, MOST_KEYS); i++) {
                int key = (first + i) % newest.length;
                if (newest[key] != IncomingBatch.NO_TIME) {
                    String device = batch.keys().get(key).device();
                    ClockOffset clock = clocks.computeIfAbsent(device, _ -> new ClockOffset());
                    long before = clock.millis();
                    clock.note(received, newest[key]);
                    if (isWorthTelling(before, clock.millis())) {
                        told.accept(device, clock.millis());
                    }
                }
            }
            while (clocks.size() > MOST) {
                clocks.remove(clocks.keySet().iterator().next());
            }
        }
    }
}
