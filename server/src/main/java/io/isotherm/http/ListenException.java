package io.isotherm.http;

/** The port cannot be had. The message is for the operator: which one, why, and what to do. */
public final class ListenException extends RuntimeException {
    ListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
