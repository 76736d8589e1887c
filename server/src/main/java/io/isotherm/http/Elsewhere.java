package io.isotherm.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Answers what other processes are there for: which role to look for. Mounted last; where this process has all
 * roles there is nothing else to say than that nothing is there.
 */
public final class Elsewhere implements Consumer<Router> {
    /** Where senders send. Many of them throw away what is answered with 404, and keep what is answered with 503. */
    private static final List<String> WRITES = List.of(
            "/api/v1/readings",
            "/api/v1/write",
            "/api/v1/ingest/*",
            "/api/v1/import/preview",
            "/api/v1/imports",
            "/api/v1/:token/telemetry",
            "/api/v1/:token/attributes",
            "/api/v2/write",
            "/write",
            "/v1/metrics",
            "/v1.1/*");

    private static final int RETRY_SECONDS = 60;

    private final Set<String> roles;

    /** @param roles of this process, in lower case */
    public Elsewhere(Set<String> roles) {
        this.roles = Set.copyOf(roles);
    }

    @Override
    public void accept(Router router) {
        if (!roles.contains("ingest")) {
            for (String path : WRITES) {
                router.post(path).handler(context -> refuse(context, 503, "takes no readings in", "ingest"));
            }
        }
        if (!roles.contains("live")) {
            router.route().last().handler(context -> refuse(context, 404, "serves neither page nor history", "live"));
        }
    }

    private void refuse(RoutingContext context, int status, String what, String role) {
        Problem problem = Problem.of(
                status,
                "This process " + what + ": its roles are "
                        + String.join(",", roles.stream().sorted().toList()) + ". Ask one that has the role "
                        + role + ".");
        (status == 503 ? problem.retryAfter(RETRY_SECONDS) : problem).send(context);
    }
}
