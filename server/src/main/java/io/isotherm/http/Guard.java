package io.isotherm.http;

import io.isotherm.security.Access;
import io.isotherm.security.Caller;
import io.isotherm.security.Denial;
import io.isotherm.security.Visit;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Stands before all routes and asks {@link Access}. Whoever did not sign in reaches the few routes that are open to all,
 * and the page; any route that is added later is closed to strangers until {@link Access#isOpen} says otherwise.
 */
public final class Guard implements Consumer<Router> {
    private static final String CALLER = "isotherm.caller";
    private static final String ADDRESS = "isotherm.address";

    private final Access access;
    private final Predicate<RoutingContext> page;

    /** @param page answers from the page's files, or gives false: {@link PageRoutes#serve} */
    public Guard(Access access, Predicate<RoutingContext> page) {
        this.access = access;
        this.page = page;
    }

    @Override
    public void accept(Router router) {
        router.route().handler(this::handle);
    }

    /** Whether the request may see and do everything. */
    public static boolean isSignedIn(RoutingContext context) {
        return context.get(CALLER) instanceof Caller.Administrator;
    }

    /** Who asks; the administrator where no guard stands before. */
    public static Caller caller(RoutingContext context) {
        return context.get(CALLER) instanceof Caller caller ? caller : new Caller.Administrator();
    }

    /** Where the request came from; the peer's address where no guard stands before. */
    public static String address(RoutingContext context) {
        if (context.get(ADDRESS) instanceof String address) {
            return address;
        }
        SocketAddress peer = context.request().remoteAddress();
        return peer == null || peer.hostAddress() == null ? "unknown" : peer.hostAddress();
    }

    private void handle(RoutingContext context) {
        Visit visit = access.visit(context.request(), context.normalizedPath());
        context.put(ADDRESS, visit.address());
        Optional<Denial> wrongSource = access.checkSource(visit);
        if (wrongSource.isPresent()) {
            Problem.of(wrongSource.get()).send(context);
            return;
        }
        Caller caller = access.caller(visit);
        context.put(CALLER, caller);
        switch (caller) {
            case Caller.Administrator _, Caller.Sender _ -> context.next();
            case Caller.Stranger stranger -> {
                if (Access.isOpen(visit)) {
                    context.next();
                } else if (!page.test(context)) {
                    Problem.of(stranger.denial()).send(context);
                }
            }
        }
    }
}
