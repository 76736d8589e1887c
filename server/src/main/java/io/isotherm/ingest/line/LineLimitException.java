package io.isotherm.ingest.line;

/** A body has more lines or readings than are taken at once: nothing of it was taken. */
public final class LineLimitException extends Exception {
    private static final long serialVersionUID = 1;

    LineLimitException(String message) {
        super(message);
    }
}
