package io.isotherm.store.series;

import io.isotherm.store.ReadingStore;
import io.isotherm.store.ReadingStoreContract;

/** The engine over homes in memory. */
class SeriesReadingStoreTest extends ReadingStoreContract {
    private final Faults faults = new Faults();
    private final MemoryJournals journals = new MemoryJournals(false, faults);
    private final MemoryBlockStore blocks = new MemoryBlockStore(faults);

    @Override
    protected ReadingStore open() {
        return SeriesReadingStore.open(journals.open(), blocks, SeriesOptions.usual());
    }

    @Override
    protected void putAway() {
        ((SeriesReadingStore) store).settle();
    }
}
