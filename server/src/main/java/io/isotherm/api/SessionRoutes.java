package io.isotherm.api;

import io.isotherm.http.Guard;
import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.security.Access;
import io.isotherm.security.SignIn;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Signing in with the administrator's token, for a cookie that scripts cannot read; and out. */
final class SessionRoutes {
    private final Access access;
    private final StoreCalls calls;

    SessionRoutes(Access access, StoreCalls calls) {
        this.access = access;
        this.calls = calls;
    }

    void mount(Router router, Handler<RoutingContext> bodies) {
        router.post("/api/v1/session").handler(bodies).handler(this::signIn);
        router.delete("/api/v1/session").handler(this::signOut);
    }

    private void signIn(RoutingContext context) {
        Query.of(context.queryParams());
        JsonObject body = Json.body(context, "application/json");
        if (body.size() != 1 || !(body.getValue("token") instanceof String token)) {
            throw new ProblemException(Problem.of(400, "The body must be {\"token\":\"...\"} and nothing more."));
        }
        HttpServerRequest request = context.request();
        String address = Guard.address(context);
        switch (access.signIn(token.strip(), address, Access.isSecure(request.isSSL(), request.headers()))) {
            case SignIn.Granted granted -> {
                if (!granted.setCookie().isEmpty()) {
                    context.response().putHeader(HttpHeaders.SET_COOKIE, granted.setCookie());
                }
                Json.noContent(context);
            }
            case SignIn.Refused refused -> Problem.of(refused.denial()).send(context);
        }
    }

    private void signOut(RoutingContext context) {
        Query.of(context.queryParams());
        HttpServerRequest request = context.request();
        // Whatever becomes of it, the browser forgets.
        context.response()
                .putHeader(
                        HttpHeaders.SET_COOKIE, Access.noCookie(Access.isSecure(request.isSSL(), request.headers())));
        MultiMap headers = request.headers();
        if (!access.hasSession(headers)) {
            // Anybody may ask: nobody is to keep the store busy with it.
            Json.noContent(context);
            return;
        }
        calls.answer(
                context,
                () -> {
                    access.signOut(headers);
                    return true;
                },
                _ -> Json.noContent(context));
    }
}
