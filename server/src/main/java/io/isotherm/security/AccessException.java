package io.isotherm.security;

/** The program must not start as it is set up. The message is for the operator: what is missing and how to add it. */
public final class AccessException extends RuntimeException {
    AccessException(String message) {
        super(message);
    }
}
