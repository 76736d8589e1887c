package io.isotherm.store.mongo;

import io.isotherm.store.ReadingStore;
import io.isotherm.store.ReadingStoreContract;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** The engine over its homes in MongoDB. */
class MongoReadingStoreTest extends ReadingStoreContract {
    private final String url = TestMongo.freshDatabase();
    private @Nullable MongoHome home;

    @Override
    protected ReadingStore open() {
        closeHome();
        home = MongoHome.open(url);
        MongoJournal journal = new MongoJournal(home, Duration.ofSeconds(5), Duration.ofSeconds(20));
        return SeriesReadingStore.open(journal, new MongoBlockStore(home), SeriesOptions.usual());
    }

    @Override
    protected void putAway() {
        ((SeriesReadingStore) store).settle();
    }

    /** Each call is a few milliseconds. */
    @Override
    protected int sequences() {
        return 60;
    }

    @AfterEach
    void closeHome() {
        if (home != null) {
            home.close();
        }
    }
}
