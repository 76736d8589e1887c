package io.isotherm.ingest.json;

/** A body that is no JSON as a whole, or too much of it: nothing of it can be used. The message is for the sender. */
public final class MalformedJsonException extends Exception {
    MalformedJsonException(String message) {
        super(message);
    }
}
