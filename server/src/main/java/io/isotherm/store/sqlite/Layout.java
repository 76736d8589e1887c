package io.isotherm.store.sqlite;

/**
 * How a kind of file lies on the disk and in memory. Page size and the ability to shrink are settled when a file is made;
 * a file made with others keeps them.
 *
 * @param pageSize bytes, a power of two from 512 to 65,536
 * @param shrinks whether pages that are free can be given back to the file system
 *     (sqlite.org/pragma.html#pragma_auto_vacuum, INCREMENTAL)
 * @param checkpointBytes SQLite copies the log back into the file when it is this long
 * @param writerCacheKib of the connection that writes
 * @param readerCacheKib of each connection that reads
 */
record Layout(int pageSize, boolean shrinks, int checkpointBytes, int writerCacheKib, int readerCacheKib) {
    /**
     * For rows. More cache did not help: at 10,000 sensors the time goes into writing pages, not into finding them.
     */
    static final Layout ROWS = new Layout(4_096, false, 16 << 20, 16 << 10, 4 << 10);
}
