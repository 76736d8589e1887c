package io.isotherm.store.series;

/** The journal that tests of the engine use keeps the promises of the real ones. */
class MemoryJournalTest extends JournalContract {
    private final MemoryJournals journals = new MemoryJournals(false, new Faults());

    @Override
    protected Journal open() {
        return journals.open();
    }
}
