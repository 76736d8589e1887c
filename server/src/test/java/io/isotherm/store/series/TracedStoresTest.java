package io.isotherm.store.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracedStoresTest {
    @ParameterizedTest
    @CsvSource({
        "io.isotherm.store.series.Journal, io.isotherm.store.series.TracedJournal",
        "io.isotherm.store.series.BlockStore, io.isotherm.store.series.TracedBlockStore",
    })
    void everyCallReachesWhatStandsBehind(Class<?> contract, Class<?> traced) throws NoSuchMethodException {
        for (Method method : contract.getMethods()) {
            // What has a default would be answered here otherwise, and wrongly.
            assertThat(traced.getMethod(method.getName(), method.getParameterTypes())
                            .getDeclaringClass())
                    .as(method.getName())
                    .isEqualTo(traced);
        }
    }
}
