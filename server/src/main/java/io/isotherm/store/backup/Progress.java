package io.isotherm.store.backup;

/** Hears how far a copy is. */
@FunctionalInterface
public interface Progress {
    /**
     * Called often, by the thread that copies.
     *
     * @param doing what is being done, such as {@code blocks}
     * @param share how much of that is done, 0 to 1
     * @param readings so far
     */
    void at(String doing, double share, long readings);
}
