package io.isotherm.socketio.engine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;

/** A request that is to be answered once, from whichever thread, on the event loop that it came by. */
final class HttpExchange {
    private static final String TEXT = "text/plain; charset=UTF-8";
    private static final String JSON = "application/json";

    private final HttpServerRequest request;
    private final ContextInternal context;

    HttpExchange(HttpServerRequest request, ContextInternal context) {
        this.request = request;
        this.context = context;
    }

    HttpServerRequest request() {
        return request;
    }

    ContextInternal context() {
        return context;
    }

    /** Answers with packets or "ok". Fails when the client is gone. */
    Future<Void> answer(Buffer payload) {
        return end(200, TEXT, payload);
    }

    Future<Void> refuse(EngineError error) {
        if (error == EngineError.UNAVAILABLE) {
            // The next try may reach another server, if it does not come by this connection.
            request.response().putHeader("Connection", "close");
        }
        return end(error.status(), JSON, error.body());
    }

    Future<Void> forbid(int status, String message) {
        return end(status, JSON, EngineError.forbidden(message));
    }

    private Future<Void> end(int status, String type, Buffer body) {
        Promise<Void> done = context.promise();
        context.execute(() -> {
            HttpServerResponse response = request.response();
            if (response.ended() || response.closed()) {
                done.fail("the client is gone");
                return;
            }
            response.setStatusCode(status)
                    .putHeader("Content-Type", type)
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff");
            response.end(body).onComplete(done);
        });
        return done.future();
    }
}
