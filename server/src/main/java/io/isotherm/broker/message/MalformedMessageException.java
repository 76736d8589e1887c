package io.isotherm.broker.message;

/** Bytes that are no message; the text says what is wrong, and at which byte. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedMessageException(String problem, long offset) {
        super(problem + " at byte " + offset);
    }
}
