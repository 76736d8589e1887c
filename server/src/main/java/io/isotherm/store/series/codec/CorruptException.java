package io.isotherm.store.series.codec;

/** Bytes are not what they claim to be: the message says what is wrong with them. */
public final class CorruptException extends RuntimeException {
    public CorruptException(String message) {
        super(message);
    }
}
