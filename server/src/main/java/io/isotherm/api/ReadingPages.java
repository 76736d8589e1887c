package io.isotherm.api;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.ReadingStore;

/**
 * Reads a range in pages, each in a call of its own: the store is held for no longer than it takes to fill one, however
 * slowly the client takes them. A reading's time is unique, so the next page begins one millisecond after the last.
 */
final class ReadingPages {
    private ReadingPages() {}

    /** The page is full. */
    private static final class Enough extends RuntimeException {
        Enough() {
            super(null, null, false, false);
        }
    }

    /** The first readings of a range, {@code most} at most, ascending by time. Blocks. */
    static ReadingBatch first(ReadingStore store, int sensor, long from, long to, int most) {
        ReadingBatch.Builder page = new ReadingBatch.Builder();
        try {
            store.read(sensor, from, to, piece -> {
                for (int i = 0; i < piece.size(); i++) {
                    if (page.size() == most) {
                        throw new Enough();
                    }
                    page.add(sensor, piece.time(i), piece.value(i), piece.flags(i));
                }
            });
        } catch (Enough e) {
            return page.build();
        }
        return page.build();
    }
}
