package io.isotherm.ingest.http;

import io.isotherm.pipeline.OverloadedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;

/** Collects the body of one request in memory: bounded in size, in time, and together with all others. */
public final class BodyReader {
    /** How long a sender may take over a body: 5 MB at 0.7 Mbit/s. */
    private static final long DEADLINE_MS = 60_000;

    /** Room that a body gets at first, in bytes, and then eight times what came, up to what was declared. */
    private static final int FIRST_ROOM = 65_536;

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final BodyBudget budget;
    private final int limit;
    private final Promise<byte[]> whole = Promise.promise();
    private byte[] body = {};
    private int size;
    private long declared;

    /** The sender closed the connection before the body was whole: there is nobody to answer. */
    public static final class SenderGone extends Exception {}

    public BodyReader(RoutingContext routing, BodyBudget budget, int limit) {
        this.routing = routing;
        this.request = routing.request();
        this.budget = budget;
        this.limit = limit;
    }

    /**
     * The body as it was sent; fails with {@link BodyException}, {@link OverloadedException} or {@link SenderGone}. What
     * comes after a failure is read and thrown away, as the sender would not see the answer otherwise.
     */
    public Future<byte[]> read() {
        Vertx vertx = routing.vertx();
        long timer = vertx.setTimer(DEADLINE_MS, _ -> tooSlow());
        // Kept until the answer, as the readings made of it are about as large.
        routing.addEndHandler(_ -> budget.giveBack(body.length));
        request.handler(this::append);
        request.endHandler(_ -> {
            vertx.cancelTimer(timer);
            whole.tryComplete(size == body.length ? body : Arrays.copyOf(body, size));
        });
        request.exceptionHandler(_ -> {
            vertx.cancelTimer(timer);
            whole.tryFail(new SenderGone());
        });
        declared = declaredLength();
        if (declared > limit) {
            whole.tryFail(BodyException.tooLarge(limit));
        } else if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            routing.response().writeContinue();
        }
        request.resume();
        return whole.future();
    }

    /**
     * Reads a body and throws it away, as a sender that is answered before it has sent all would not see the answer
     * otherwise. One that takes a minute over it is cut off.
     */
    static void discard(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Vertx vertx = routing.vertx();
        long timer = vertx.setTimer(DEADLINE_MS, _ -> request.connection().close());
        request.handler(_ -> {});
        request.endHandler(_ -> vertx.cancelTimer(timer));
        request.exceptionHandler(_ -> vertx.cancelTimer(timer));
        request.resume();
    }

    private void append(Buffer chunk) {
        if (whole.future().isComplete()) {
            return;
        }
        int length = chunk.length();
        if (size + length > limit) {
            whole.tryFail(BodyException.tooLarge(limit));
        } else if (!hasRoom(size + length)) {
            whole.tryFail(new OverloadedException("The bodies under way fill the memory set aside for them.", 1));
        } else {
            chunk.getBytes(body, size);
            size += length;
        }
    }

    private boolean hasRoom(int needed) {
        if (needed <= body.length) {
            return true;
        }
        // What was declared is believed step by step, as far as it was sent; then nothing is copied at the end.
        long room = Math.max(needed, Math.min(8L * needed, Math.max(declared, 2L * body.length)));
        room = Math.max(room, Math.min(declared, FIRST_ROOM));
        int capacity = (int) Math.min(limit, room);
        if (!budget.take(capacity - body.length)) {
            return false;
        }
        body = Arrays.copyOf(body, capacity);
        return true;
    }

    private void tooSlow() {
        boolean answered =
                !whole.tryFail(new BodyException(408, "Request timeout", "The body did not arrive within a minute."));
        if (answered || !WriteRoute.isOpen(routing)) {
            request.connection().close();
        }
    }

    // Only what is a number and honest; the rest is counted as it comes.
    private long declaredLength() {
        String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (header == null || header.length() > 18 || !header.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return header == null ? 0 : Long.MAX_VALUE;
        }
        return header.isEmpty() ? 0 : Long.parseLong(header);
    }
}
