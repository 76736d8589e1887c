package io.isotherm.ingest.json;

/** A body that is not taken, with the status to answer with and, for people, what is wrong. */
final class BodyException extends Exception {
    private final int status;
    private final String title;

    BodyException(int status, String title, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
    }

    static BodyException tooLarge(int limit) {
        return new BodyException(
                413,
                "Content too large",
                "A body may have " + limit + " bytes, also after decompression: send several messages.");
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }
}
