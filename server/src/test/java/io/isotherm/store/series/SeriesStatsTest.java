package io.isotherm.store.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesStatsTest {
    private final Faults faults = new Faults();

    private static List<ReadingBatch> reading(long time, double value) {
        return List.of(new ReadingBatch.Builder()
                .add(1, time, value, Flags.of(0, Unit.CELSIUS))
                .build());
    }

    @Test
    void whatShowsWhenReadingsArePutIntoBlocksIsCounted() {
        try (SeriesReadingStore store = SeriesReadingStore.open(
                new MemoryJournals(false, faults).open(), new MemoryBlockStore(faults), SeriesOptions.usual())) {
            assertThat(store.stats().settled()).isZero();
            store.append(reading(1_000, 4));
            store.append(reading(2_000, 5));
            assertThat(store.stats().journalBytes()).isPositive();
            store.settle();
            assertThat(store.stats())
                    .returns(2L, SeriesStats::settled)
                    .returns(1L, SeriesStats::blocks)
                    .returns(0L, SeriesStats::repeated)
                    .returns(0L, SeriesStats::conflicts);

            store.append(reading(1_000, 4));
            store.append(reading(2_000, 6));
            store.settle();
            assertThat(store.stats())
                    .returns(1L, SeriesStats::repeated)
                    .returns(1L, SeriesStats::conflicts)
                    .returns(0L, SeriesStats::tooLate)
                    .returns(0L, SeriesStats::outrun);
        }
    }
}
