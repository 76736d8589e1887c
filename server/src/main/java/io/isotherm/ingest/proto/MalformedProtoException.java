package io.isotherm.ingest.proto;

/** Bytes that are no message of protocol buffers, or not one of the expected kind; the message is for the sender. */
public final class MalformedProtoException extends Exception {
    public MalformedProtoException(String detail) {
        super(detail);
    }

    /** The sentence for the sender. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
