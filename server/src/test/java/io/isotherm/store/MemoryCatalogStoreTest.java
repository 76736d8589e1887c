package io.isotherm.store;

class MemoryCatalogStoreTest extends CatalogStoreContract {
    private final MemoryCatalogStore memory = new MemoryCatalogStore();

    @Override
    protected CatalogStore open() {
        return memory.reopened();
    }
}
