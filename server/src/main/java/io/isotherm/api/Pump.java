package io.isotherm.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a long answer piece by piece. The next piece is made when the one before has left for the client, so that a slow
 * one costs a piece of memory and no thread.
 */
final class Pump {
    private static final Logger LOG = LoggerFactory.getLogger(Pump.class);

    private final RoutingContext context;
    private final Supplier<Future<Optional<Buffer>>> source;

    private Pump(RoutingContext context, Supplier<Future<Optional<Buffer>>> source) {
        this.context = context;
        this.source = source;
    }

    /**
     * Sends what the source gives until it gives nothing. Headers are set before. A failure before the first piece
     * becomes a problem document; one after it cuts the connection, so that half an answer is never taken for a whole.
     */
    static void run(RoutingContext context, Supplier<Future<Optional<Buffer>>> source) {
        new Pump(context, source).next();
    }

    private void next() {
        source.get().onComplete(piece -> {
            try {
                if (piece.failed()) {
                    fail(piece.cause());
                } else if (StoreCalls.isGone(context)) {
                    LOG.debug("client gone: path={}", context.normalizedPath());
                } else if (piece.result().isEmpty()) {
                    context.response().end();
                } else {
                    send(piece.result().get());
                }
            } catch (RuntimeException e) {
                fail(e);
            }
        });
    }

    private void send(Buffer piece) {
        if (!context.response().headWritten()) {
            context.response().setChunked(true);
        }
        context.response().write(piece).onSuccess(_ -> next());
    }

    private void fail(Throwable failure) {
        if (!context.response().headWritten()) {
            context.response().headers().remove("Content-Disposition");
            StoreCalls.fail(context, failure);
        } else if (!(failure instanceof StoreCalls.GoneException)) {
            LOG.warn("answer cut off: path={} cause=\"{}\"", context.normalizedPath(), failure.toString());
            var _ = context.request().connection().close();
        }
    }
}
