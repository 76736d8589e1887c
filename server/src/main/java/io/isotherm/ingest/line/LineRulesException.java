package io.isotherm.ingest.line;

/** A file of rules cannot be used; the message has its place and what to write there, for people. */
public final class LineRulesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LineRulesException(String message) {
        super(message);
    }
}
