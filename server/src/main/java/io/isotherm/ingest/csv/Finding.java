package io.isotherm.ingest.csv;

/**
 * How sure something of a format is, and why.
 *
 * @param field of the format: {@code delimiter}, {@code decimal}, {@code dates}, {@code zone}, {@code unit},
 *     {@code sensor}, {@code columns}, {@code preset}, {@code charset}
 * @param why a sentence for people
 */
public record Finding(String field, Confidence confidence, String why) {
    /** From sure to not at all. */
    public enum Confidence {
        /** Somebody said so. */
        GIVEN,
        /** Nothing else fits. */
        CERTAIN,
        /** Something else would fit, but is rare. */
        LIKELY,
        /** Nothing tells. */
        ASSUMED
    }
}
