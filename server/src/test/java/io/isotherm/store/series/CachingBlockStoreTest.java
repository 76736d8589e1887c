package io.isotherm.store.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.BlockStore.Find;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Summaries are asked of the home once, until they change. The kit of all homes is passed by the whole engine's tests. */
class CachingBlockStoreTest {
    private static final long HOUR = 3_600_000;
    private static final long T = 1_700_000_000_000L / HOUR * HOUR;

    private final MemoryBlockStore home = new MemoryBlockStore(new Faults());
    private final AtomicInteger finds = new AtomicInteger();
    private final BlockStore counted = (BlockStore) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {BlockStore.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("find")) {
                    finds.incrementAndGet();
                }
                try {
                    return method.invoke(home, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
    private final BlockStore cache = new CachingBlockStore(counted);

    private static Change add(Block block) {
        return new Change(List.of(), List.of(block), ReadingBatch.EMPTY);
    }

    private List<Block> year() {
        return cache.find(Find.all(1, T - 10 * HOUR, T + 365 * 24 * HOUR, 2_000, false));
    }

    @Test
    void whatWasAskedForIsNotAskedOfTheHomeAgain() {
        for (int hour = 0; hour < 100; hour++) {
            assertThat(home.apply(List.of(add(Blocks.block(1, 3, T + hour * HOUR, hour)))))
                    .isEmpty();
        }
        assertThat(year()).hasSize(100);
        int asked = finds.get();
        assertThat(year()).hasSize(100);
        assertThat(cache.find(Find.all(1, T + HOUR / 2, T + 3 * HOUR, 2_000, false)))
                .hasSize(3);
        assertThat(finds).as("the home was not asked").hasValue(asked);
        assertThat(cache.find(Find.all(1, T, T + HOUR, 2_000, true)).getFirst().data())
                .isNotNull();
        assertThat(finds).as("readings come from the home").hasValue(asked + 1);
    }

    @Test
    void whatThisProcessChangesIsSeenAtOnce() {
        Block block = Blocks.block(1, 3, T, 1);
        assertThat(year()).isEmpty();
        assertThat(cache.apply(List.of(add(block)))).isEmpty();
        assertThat(year()).hasSize(1);
        Block other = Blocks.block(1, 3, T, 2);
        Change replace = new Change(year(), List.of(Blocks.written(other, 1)), ReadingBatch.EMPTY);
        assertThat(cache.apply(List.of(replace))).isEmpty();
        assertThat(year().getFirst().summary()).isEqualTo(other.summary());
        cache.setAside(year().getFirst());
        assertThat(year()).isEmpty();
    }

    @Test
    void whatAnotherProcessChangesIsSeenWhenItIsToldOf() {
        assertThat(year()).isEmpty();
        // The home tells its listeners.
        assertThat(home.apply(List.of(add(Blocks.block(1, 3, T, 1))))).isEmpty();
        assertThat(year()).hasSize(1);
        assertThat(home.retire(everything())).isEqualTo(new Retired(0, 1));
        assertThat(year()).isEmpty();
    }

    private static Retention everything() {
        return new Retention() {
            @Override
            public long readingsBefore(int sensor) {
                return Long.MAX_VALUE;
            }

            @Override
            public long summariesBefore(int sensor) {
                return Long.MAX_VALUE;
            }
        };
    }

    @Test
    void rangesOfAnyLengthAndTimeAreAnswered() {
        cache.apply(List.of(add(Blocks.block(1, 7, Long.MIN_VALUE, 1))));
        cache.apply(List.of(add(Blocks.block(1, 3, T, 1))));
        assertThat(cache.find(Find.all(1, Long.MIN_VALUE, Long.MAX_VALUE, 2_000, false)))
                .hasSize(2);
        assertThat(cache.find(Find.all(1, Long.MIN_VALUE, Long.MIN_VALUE + 5, 2_000, false)))
                .hasSize(1);
        assertThat(cache.find(Find.all(1, Long.MAX_VALUE - 5, Long.MAX_VALUE, 2_000, false)))
                .isEmpty();
        assertThat(cache.find(Find.all(1, 5, 5, 2_000, false))).isEmpty();
    }
}
