package io.isotherm.store.sqlite;

import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.BlockStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteBlockStoreTest extends BlockStoreContract {
    @TempDir
    Path temporary;

    @Override
    protected BlockStore open() {
        DataFolder folder = DataFolder.open(temporary.resolve("data"));
        try {
            return SqliteBlockStore.open(folder);
        } finally {
            // It stays locked until the store is closed.
            folder.close();
        }
    }
}
