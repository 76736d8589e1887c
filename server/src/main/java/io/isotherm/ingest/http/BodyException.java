package io.isotherm.ingest.http;

/**
 * A message of which nothing is kept, with the status to answer with and, for people, what is wrong and what to do. How
 * it is worded is the protocol's.
 */
public final class BodyException extends Exception {
    private final int status;
    private final String title;
    private final int retryAfterSeconds;

    /** @param detail a sentence for the sender */
    public BodyException(int status, String title, String detail) {
        this(status, title, detail, 0);
    }

    /** @param retryAfterSeconds when the same message is welcome again; 0: it is not, or that is not known */
    public BodyException(int status, String title, String detail, int retryAfterSeconds) {
        super(detail);
        this.status = status;
        this.title = title;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** 400: the body cannot be read. */
    public static BodyException malformed(String detail) {
        return new BodyException(400, "Malformed readings", detail);
    }

    /** 413: the body, or what it inflates to, has more bytes than are read. */
    public static BodyException tooLarge(int limit) {
        return new BodyException(
                413,
                "Content too large",
                "A body may have " + limit + " bytes, also after decompression: send several messages.");
    }

    /** 415: the type or the encoding is none that is read. */
    public static BodyException wrongType(String detail) {
        return new BodyException(415, "Unsupported media type", detail);
    }

    /** 429: the sender sends more than it may; the same message is welcome again later. */
    static BodyException limited(int retryAfterSeconds) {
        return new BodyException(
                429, "Too many readings", "This sender sends more than it may.", Math.max(1, retryAfterSeconds));
    }

    /** 503: the same message is welcome again later. */
    public static BodyException unavailable(int retryAfterSeconds, String detail) {
        return new BodyException(503, "Try again", detail, Math.max(1, retryAfterSeconds));
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The seconds of {@code Retry-After}; 0 for none. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** The sentence for the sender. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
