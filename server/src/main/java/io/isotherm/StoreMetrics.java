package io.isotherm;

import io.isotherm.store.series.SeriesReadingStore;
import io.isotherm.store.series.SeriesStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** What the series engine tells of itself, as metrics: the engine knows nothing of them. */
final class StoreMetrics {
    private final SeriesReadingStore store;
    private final MeterRegistry meters;

    private StoreMetrics(SeriesReadingStore store, MeterRegistry meters) {
        this.store = store;
        this.meters = meters;
    }

    static void register(SeriesReadingStore store, MeterRegistry meters) {
        StoreMetrics metrics = new StoreMetrics(store, meters);
        metrics.count(
                "repeated", "Readings found to be there already when they were put into blocks", SeriesStats::repeated);
        metrics.count(
                "conflicts", "Readings found to contradict a kept one when put into blocks", SeriesStats::conflicts);
        metrics.count("blocks", "Blocks written, new or anew", SeriesStats::blocks);
        metrics.count("settled", "Readings put into blocks", SeriesStats::settled);
        metrics.count(
                "late", "Readings not kept because those of their span were dropped as too old", SeriesStats::tooLate);
        metrics.count("outrun", "Blocks written again because another process was quicker", SeriesStats::outrun);
        metrics.bytes("journal", "Records that lie in the journal", SeriesStats::journalBytes);
        metrics.bytes("heads", "Memory of readings that are not in blocks yet", SeriesStats::headBytes);
        metrics.bytes(
                "heads.limit",
                "Above it readings are put into blocks at once, above twice that none are taken in",
                SeriesStats::headLimitBytes);
        TimeGauge.builder(
                        "isotherm.store.lag",
                        store,
                        TimeUnit.NANOSECONDS,
                        s -> s.stats().lagNanos())
                .description("Since all that was due had been put into blocks; about a second where all is well")
                .register(meters);
    }

    private void count(String name, String description, ToLongFunction<SeriesStats> of) {
        FunctionCounter.builder("isotherm.store." + name, store, s -> of.applyAsLong(s.stats()))
                .description(description)
                .register(meters);
    }

    private void bytes(String name, String description, ToLongFunction<SeriesStats> of) {
        Gauge.builder("isotherm.store." + name, store, s -> of.applyAsLong(s.stats()))
                .description(description)
                .baseUnit("bytes")
                .register(meters);
    }
}
