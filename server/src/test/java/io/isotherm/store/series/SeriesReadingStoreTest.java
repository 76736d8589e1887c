package io.isotherm.store.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.ReadingStoreContract;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The engine over homes in memory. */
class SeriesReadingStoreTest extends ReadingStoreContract {
    private final Faults faults = new Faults();
    private final MemoryJournals journals = new MemoryJournals(false, faults);
    private final MemoryBlockStore blocks = new MemoryBlockStore(faults);

    @Override
    protected ReadingStore open() {
        return SeriesReadingStore.open(journals.open(), blocks, SeriesOptions.usual());
    }

    @Override
    protected void putAway() {
        ((SeriesReadingStore) store).settle();
    }

    private static List<ReadingBatch> hours(int hours) {
        ReadingBatch.Builder batch = new ReadingBatch.Builder();
        for (int i = 0; i < hours * 3_600; i++) {
            batch.add(1, i * 1_000L, i % 1_000 / 100.0, Readings.GOOD);
        }
        return List.of(batch.build());
    }

    /** Alters one byte of the readings of the block that starts then. */
    private void damage(long start) {
        for (Block block : blocks.all()) {
            if (block.start() == start) {
                byte[] data = Objects.requireNonNull(block.data()).clone();
                data[data.length / 2] ^= 4;
                blocks.put(new Block(
                        block.sensor(),
                        block.level(),
                        block.start(),
                        block.version(),
                        block.summary(),
                        block.partLength(),
                        block.parts(),
                        data));
            }
        }
    }

    @Test
    void aDamagedBlockIsNamedAndTheRestIsServed() {
        store.append(hours(3));
        putAway();
        damage(3_600_000);
        assertThat(Readings.all(store, 1)).hasSize(2 * 3_600);
        assertThat(store.check().state()).isEqualTo(Health.State.DEGRADED);
        assertThat(store.check().detail()).contains("sensor 1", "1970-01-01T01:00:00Z", "damaged");
    }

    @Test
    void aReadingForADamagedBlockIsKeptAndTheBlockSetAside() throws Exception {
        store.append(hours(3));
        putAway();
        damage(3_600_000);
        Reading late = Reading.of(1, 3_600_000 + 500, 21.5);
        store.append(List.of(Readings.batch(late)));
        putAway();
        assertThat(Readings.range(store, 1, 3_600_000, 7_200_000)).containsExactly(late);
        assertThat(Readings.all(store, 1)).hasSize(2 * 3_600 + 1);
        assertThat(blocks.aside).hasSize(1);
        assertThat(blocks.aside.getFirst().summary().count()).isEqualTo(3_600);
        reopen();
        assertThat(Readings.all(store, 1)).hasSize(2 * 3_600 + 1);
    }

    @Test
    void aDamagedJournalRecordIsSetAsideAndTheRestIsReplayed() {
        store.append(List.of(Readings.batch(Reading.of(1, 1, 1))));
        store.append(List.of(Readings.batch(Reading.of(1, 2, 2))));
        store.append(List.of(Readings.batch(Reading.of(1, 3, 3))));
        ((SeriesReadingStore) store).abandon();
        journals.damage(2);
        store = open();
        assertThat(Readings.all(store, 1)).containsExactly(Reading.of(1, 1, 1), Reading.of(1, 3, 3));
        assertThat(store.append(List.of(Readings.batch(Reading.of(1, 4, 4)))).added())
                .isEqualTo(1);
        assertThat(Readings.all(store, 1)).hasSize(3);
        assertThat(store.check().state()).isEqualTo(Health.State.DEGRADED);
        assertThat(store.check().detail()).contains("journal");
    }

    @Test
    void aSensorThatSendsMoreOftenGetsShorterBlocks() {
        // Once a minute for three days, then once a second.
        ReadingBatch.Builder batch = new ReadingBatch.Builder();
        for (int i = 0; i < 3 * 1_440; i++) {
            batch.add(1, i * 60_000L, 4, Readings.GOOD);
        }
        long later = 3 * 86_400_000L;
        for (int i = 0; i < 20_000; i++) {
            batch.add(1, later + i * 1_000L, 5, Readings.GOOD);
        }
        store.append(List.of(batch.build()));
        putAway();
        List<Block> made = blocks.all();
        assertThat(made.stream().filter(block -> block.start() < later).map(Block::level))
                .containsOnly(5);
        assertThat(made.stream().filter(block -> block.start() >= later).map(Block::level))
                .containsOnly(3);
        assertThat(made).allMatch(block -> block.summary().count() <= 4_096);
        assertThat(store.count(1, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(3 * 1_440 + 20_000);
    }
}
