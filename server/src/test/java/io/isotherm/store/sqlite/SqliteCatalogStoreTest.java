package io.isotherm.store.sqlite;

import io.isotherm.store.CatalogStore;
import io.isotherm.store.CatalogStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteCatalogStoreTest extends CatalogStoreContract {
    @TempDir
    Path temporary;

    @Override
    protected CatalogStore open() {
        DataFolder folder = DataFolder.open(temporary.resolve("data"));
        try {
            return SqliteCatalogStore.open(folder);
        } finally {
            // It stays locked until the store is closed.
            folder.close();
        }
    }
}
