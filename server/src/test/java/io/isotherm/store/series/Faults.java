package io.isotherm.store.series;

import io.isotherm.store.StoreException;

/** Makes the homes in memory fail at one point of their work: before they do what they are asked, or after. */
public final class Faults {
    private int left = -1;

    /** The so-many-th point from now on fails, counted from 0; -1: none. */
    public void at(int point) {
        left = point;
    }

    /** @throws StoreException where it was asked for */
    public void point(String where) {
        if (left >= 0 && left-- == 0) {
            throw new StoreException("fault " + where);
        }
    }
}
