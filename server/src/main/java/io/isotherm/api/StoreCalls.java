package io.isotherm.api;

import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.http.RequestTraces;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.StoreException;
import io.isotherm.trace.Span;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.NonNull;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that block, off the event loops: few at a time, few in wait, and none for somebody who has gone. Their failures
 * become problem documents.
 */
final class StoreCalls {
    private static final Logger LOG = LoggerFactory.getLogger(StoreCalls.class);

    private static final int RETRY_SECONDS = 5;

    private final WorkerExecutor executor;
    private final AtomicInteger pending = new AtomicInteger();
    private final int mostPending;

    /**
     * @param threads how many calls run at a time
     * @param mostPending how many run or wait; more are answered with 503
     */
    StoreCalls(Vertx vertx, int threads, int mostPending) {
        executor = vertx.createSharedWorkerExecutor("isotherm-api", threads);
        this.mostPending = mostPending;
    }

    /** Whoever asked has gone: there is nobody to answer. */
    static final class GoneException extends RuntimeException {
        GoneException() {
            super("the client has gone", null, false, false);
        }
    }

    /** Completes on the request's event loop, with what the call gives, never null; fails with {@link ProblemException} or {@link GoneException}. */
    <T extends @NonNull Object> Future<T> call(RoutingContext context, Callable<T> call) {
        if (pending.incrementAndGet() > mostPending) {
            pending.decrementAndGet();
            return Future.failedFuture(new ProblemException(
                    Problem.of(503, "Too many requests wait for the store.").retryAfter(1)));
        }
        Promise<T> answer = Promise.promise();
        executor.executeBlocking(() -> run(context, call), false).onComplete(done -> {
            pending.decrementAndGet();
            T result = done.result();
            if (result != null) {
                answer.complete(result);
            } else {
                answer.fail(translated(done.cause()));
            }
        });
        return answer.future();
    }

    private static <T extends @NonNull Object> T run(RoutingContext context, Callable<T> call) throws Exception {
        if (isGone(context)) {
            throw new GoneException();
        }
        try (Span.Scope _ = RequestTraces.of(context).enter()) {
            return call.call();
        }
    }

    /** Likewise, and hands the result on to be sent. Whatever fails, then too, ends the request. */
    <T extends @NonNull Object> void answer(RoutingContext context, Callable<T> call, Consumer<T> then) {
        call(context, call)
                .map(result -> {
                    then.accept(result);
                    return result;
                })
                .onFailure(failure -> fail(context, failure));
    }

    /** Ends the request with the failure, if anybody is there to read it. */
    static void fail(RoutingContext context, Throwable failure) {
        if (!(failure instanceof GoneException)) {
            context.fail(failure);
        }
    }

    static boolean isGone(RoutingContext context) {
        return context.response().closed();
    }

    private static Throwable translated(Throwable failure) {
        return switch (failure) {
            case CatalogStore.VersionConflict _ -> new ProblemException(EntityTag.changed());
            case CatalogStore.InUse e -> new ProblemException(Problem.of(409, String.valueOf(e.getMessage())));
            case CatalogStore.KeyTaken e ->
                new ProblemException(Problem.of(409, "Exists already", String.valueOf(e.getMessage())));
            case StoreException e -> {
                LOG.warn("store call failed: part=api cause=\"{}\"", e.getMessage());
                yield new ProblemException(
                        Problem.of(503, "The store cannot answer now.").retryAfter(RETRY_SECONDS));
            }
            default -> failure;
        };
    }
}
