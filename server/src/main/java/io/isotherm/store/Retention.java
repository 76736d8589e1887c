package io.isotherm.store;

/**
 * How long a sensor's things are kept. What is too old is dropped by whole blocks, so some of it may stay for as long as
 * a block's span.
 */
public interface Retention {
    /** Readings before this time are too old, epoch milliseconds; {@link Long#MIN_VALUE}: none are. */
    long readingsBefore(int sensor);

    /** Likewise the summaries of readings, with the readings. */
    long summariesBefore(int sensor);
}
