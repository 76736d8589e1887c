package io.isotherm.store.sqlite;

import io.isotherm.model.ReadingBatch;
import java.util.Arrays;
import java.util.List;

/**
 * The readings of one commit as columns, grouped by sensor and in order of arrival within a sensor: neighbours in the
 * file are written one after the other, and of several readings with one identity the first to arrive is met first.
 */
final class GroupedReadings {
    final int size;
    final int[] sensors;
    final long[] times;
    /** The values' bits. */
    final long[] values;

    final int[] flags;

    private GroupedReadings(int size) {
        this.size = size;
        sensors = new int[size];
        times = new long[size];
        values = new long[size];
        flags = new int[size];
    }

    static GroupedReadings of(List<ReadingBatch> batches) {
        long size = 0;
        for (ReadingBatch batch : batches) {
            size += batch.size();
        }
        GroupedReadings arrived = new GroupedReadings(Math.toIntExact(size));
        int next = 0;
        boolean grouped = true;
        for (ReadingBatch batch : batches) {
            for (int i = 0; i < batch.size(); i++) {
                arrived.sensors[next] = batch.sensor(i);
                arrived.times[next] = batch.time(i);
                arrived.values[next] = Double.doubleToRawLongBits(batch.value(i));
                arrived.flags[next] = batch.flags(i);
                grouped &= next == 0 || arrived.sensors[next - 1] <= arrived.sensors[next];
                next++;
            }
        }
        return grouped ? arrived : arrived.sorted();
    }

    private GroupedReadings sorted() {
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = (long) sensors[i] << 32 | i;
        }
        Arrays.sort(order);
        GroupedReadings sorted = new GroupedReadings(size);
        for (int i = 0; i < size; i++) {
            int from = (int) order[i];
            sorted.sensors[i] = sensors[from];
            sorted.times[i] = times[from];
            sorted.values[i] = values[from];
            sorted.flags[i] = flags[from];
        }
        return sorted;
    }
}
