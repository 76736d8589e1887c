package io.isotherm.store.series;

import org.junit.jupiter.api.Test;

/** Thousands of random sequences here; a million by hand: {@code -Disotherm.test.sequences=1000000}. */
class SeriesModelTest {
    @Test
    void theEngineAnswersAsAPlainMapWould() {
        long first = Long.getLong("isotherm.test.seed", System.nanoTime());
        int sequences =
                Integer.getInteger("isotherm.test.sequences", Long.getLong("isotherm.test.seed") == null ? 4_000 : 1);
        for (int i = 0; i < sequences; i++) {
            SeriesModel.run(first + i);
        }
    }
}
