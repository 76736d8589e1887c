package io.isotherm.socketio;

import io.vertx.core.AsyncResult;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on two event loops and a free port of the loopback address. */
public final class Loops implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final AtomicInteger port = new AtomicInteger();

    public Vertx vertx() {
        return vertx;
    }

    public int port() {
        return port.get();
    }

    public void serve(Handler<HttpServerRequest> handler) {
        serve(new HttpServerOptions(), handler);
    }

    public void serve(HttpServerOptions options, Handler<HttpServerRequest> handler) {
        await(vertx.deployVerticle(
                () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        // A negative port is a free one that all instances share.
                        return vertx.createHttpServer(options)
                                .requestHandler(handler)
                                .listen(-1, "127.0.0.1")
                                .onSuccess(server -> port.set(server.actualPort()));
                    }
                },
                new DeploymentOptions().setInstances(2)));
    }

    /** The result of a future that must succeed within ten seconds. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("failed, or took too long", e);
        }
    }

    /** Waits for a future, whatever becomes of it. */
    public static <T> AsyncResult<T> awaitEnd(Future<T> future) {
        await(future.map(done -> true).otherwise(false));
        return future;
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
