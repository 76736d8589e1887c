package io.isotherm.store.mongo;

import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.BlockStoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class MongoBlockStoreTest extends BlockStoreContract {
    private final String url = TestMongo.freshDatabase();
    private @Nullable MongoHome home;

    @Override
    protected BlockStore open() {
        closeHome();
        home = MongoHome.open(url);
        return new MongoBlockStore(home);
    }

    @AfterEach
    void closeHome() {
        if (home != null) {
            home.close();
        }
    }
}
