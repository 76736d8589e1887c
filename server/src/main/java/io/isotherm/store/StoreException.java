package io.isotherm.store;

/** The store could not do what it was asked; nothing of the call was kept. The message says what an operator can do. */
public class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
