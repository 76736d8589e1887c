package io.isotherm.store.series;

import java.time.Duration;

/**
 * When heads become blocks, and what may wait.
 *
 * @param look time between two looks at the heads
 * @param age a head's readings are written when the oldest has waited so long, even if their span is not over
 * @param grace how late a reading may come without its block being written twice
 * @param journalBytes with more in the journal, the oldest heads are written
 * @param headBytes with more memory in heads, they are written; with twice as much, appends are refused
 * @param chunkReadings readings that a head packs together: more of them pack better, fewer hold less memory for each of
 *     many sensors
 * @param blockReadings of a block at most, where its span can be split
 */
public record SeriesOptions(
        Duration look,
        Duration age,
        Duration grace,
        long journalBytes,
        long headBytes,
        int chunkReadings,
        int blockReadings) {
    private static final int CHUNK_READINGS = 128;
    private static final int BLOCK_READINGS = 8_192;

    // An hour's span is written a grace after the hour; a little more than that leaves it alone.
    private static final Duration AGE = Duration.ofMinutes(75);
    private static final long JOURNAL_BYTES = 512L << 20;
    private static final long LEAST_HEAD_BYTES = 64L << 20;

    public static SeriesOptions usual() {
        return new SeriesOptions(
                Duration.ofSeconds(1),
                AGE,
                Duration.ofMinutes(1),
                JOURNAL_BYTES,
                Math.max(LEAST_HEAD_BYTES, Runtime.getRuntime().maxMemory() / 4),
                CHUNK_READINGS,
                BLOCK_READINGS);
    }
}
