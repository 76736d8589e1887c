package io.isotherm.store.series.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.ReadingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    /** New each run, so that the runs together see more; a failure names it. */
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @Test
    void aCommitComesBackToTheBitInItsOrder() {
        for (int i = 0; i < 500; i++) {
            Random random = new Random(SEED + i);
            List<ReadingBatch> batches = new ArrayList<>();
            int count = random.nextInt(5);
            for (int j = 0; j < count; j++) {
                batches.add(batch(random.nextInt(random.nextInt(20) == 0 ? 10_000 : 300), random));
            }
            comesBack(batches, "seed " + (SEED + i));
        }
    }

    @Test
    void framesThatAreJustFullComeBack() {
        for (int size : new int[] {
            0, 1, RecordEncoder.FRAME - 1, RecordEncoder.FRAME, RecordEncoder.FRAME + 1, 3 * RecordEncoder.FRAME
        }) {
            comesBack(List.of(batch(size, new Random(SEED))), size + " readings, seed " + SEED);
            comesBack(List.of(batch(size, new Random(SEED)), batch(1, new Random(SEED))), "and one, seed " + SEED);
        }
    }

    @Test
    void oneReadingTakesFewBytes() {
        ReadingBatch one = new ReadingBatch.Builder(1)
                .add(12_345, 1_790_000_000_123L, 21.37, 1 << 16)
                .build();
        assertThat(RecordCodec.readings(List.of(one))).hasSizeLessThan(40);
    }

    @Test
    void aRemovalComesBack() {
        for (long[] removal : new long[][] {
            {7, 1_000, 2_000},
            {Integer.MIN_VALUE, Long.MIN_VALUE, Long.MAX_VALUE},
            {Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE}
        }) {
            List<Object> told = new ArrayList<>();
            RecordCodec.decode(RecordCodec.removal((int) removal[0], removal[1], removal[2]), sink(told));
            assertThat(told).containsExactly(removal[0] + " " + removal[1] + " " + removal[2]);
        }
    }

    @Test
    void moreReadingsThanARecordCanHaveAreRefused() {
        ReadingBatch many = batch(1 << 16, new Random(1));
        List<ReadingBatch> tooMany = new ArrayList<>();
        for (int i = 0; i <= RecordCodec.MOST >> 16; i++) {
            tooMany.add(many);
        }
        assertThatThrownBy(() -> RecordCodec.readings(tooMany)).isInstanceOf(IllegalArgumentException.class);
    }

    static ReadingBatch batch(int size, Random random) {
        ReadingBatch.Builder builder = new ReadingBatch.Builder(size);
        Shapes.Values[] shapes = Shapes.Values.values();
        double[] values = Shapes.values(size, shapes[random.nextInt(shapes.length)], random);
        Shapes.Words[] kinds = Shapes.Words.values();
        int[] flags = Shapes.words(size, kinds[random.nextInt(kinds.length)], random);
        boolean strange = random.nextInt(4) == 0;
        int sensor = random.nextInt(1_000);
        for (int i = 0; i < size; i++) {
            sensor = strange ? random.nextInt() : sensor + random.nextInt(3);
            long time = strange ? random.nextLong() : 1_790_000_000_000L + random.nextInt(1_000);
            builder.add(sensor, time, values[i], flags[i]);
        }
        return builder.build();
    }

    private static void comesBack(List<ReadingBatch> batches, String what) {
        List<Object> told = new ArrayList<>();
        RecordCodec.decode(RecordCodec.readings(batches), sink(told));
        assertThat(told).as(what).hasSize(1);
        ReadingBatch decoded = (ReadingBatch) told.getFirst();
        int at = 0;
        for (ReadingBatch batch : batches) {
            for (int i = 0; i < batch.size(); i++, at++) {
                boolean same = decoded.sensor(at) == batch.sensor(i)
                        && decoded.time(at) == batch.time(i)
                        && Double.doubleToRawLongBits(decoded.value(at)) == Double.doubleToRawLongBits(batch.value(i))
                        && decoded.flags(at) == batch.flags(i);
                assertThat(same).as("%s: reading %d", what, at).isTrue();
            }
        }
        assertThat(decoded.size()).as(what).isEqualTo(at);
    }

    private static RecordCodec.Sink sink(List<Object> told) {
        return new RecordCodec.Sink() {
            @Override
            public void readings(ReadingBatch batch) {
                told.add(batch);
            }

            @Override
            public void removal(int sensor, long from, long to) {
                told.add(sensor + " " + from + " " + to);
            }
        };
    }
}
