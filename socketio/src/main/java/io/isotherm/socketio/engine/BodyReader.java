package io.isotherm.socketio.engine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Reads the body of a request up to a limit, counted after decompression. */
final class BodyReader {
    /** There is more than may be. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("body too large", null, false, false);
        }
    }

    private final HttpServerRequest request;
    private final int limit;
    private final Promise<Buffer> body = Promise.promise();
    private Buffer read = Buffer.buffer();

    BodyReader(HttpServerRequest request, int limit) {
        this.request = request;
        this.limit = limit;
    }

    Future<Buffer> read() {
        if (announced() > limit) {
            body.fail(new TooLargeException());
            return body.future();
        }
        request.handler(this::take);
        request.exceptionHandler(body::tryFail);
        request.endHandler(end -> body.tryComplete(read));
        return body.future();
    }

    private void take(Buffer part) {
        if (body.future().isComplete()) {
            return; // what still comes after too much
        }
        if (read.length() + part.length() > limit) {
            read = Buffer.buffer();
            body.tryFail(new TooLargeException());
            return;
        }
        read.appendBuffer(part);
    }

    private long announced() {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // what comes is counted anyway
        }
    }
}
