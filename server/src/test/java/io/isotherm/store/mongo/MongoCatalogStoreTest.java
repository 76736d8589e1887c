package io.isotherm.store.mongo;

import io.isotherm.store.CatalogStore;
import io.isotherm.store.CatalogStoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class MongoCatalogStoreTest extends CatalogStoreContract {
    private final String url = TestMongo.freshDatabase();
    private @Nullable MongoHome home;

    @Override
    protected CatalogStore open() {
        closeHome();
        home = MongoHome.open(url);
        return new MongoCatalogStore(home);
    }

    @AfterEach
    void closeHome() {
        if (home != null) {
            home.close();
        }
    }
}
