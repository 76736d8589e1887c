package io.isotherm.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Answers what other processes are there for: 404, and which role to look for. Mounted last; where this process has all
 * roles there is nothing else to say than that nothing is there.
 */
public final class Elsewhere implements Consumer<Router> {
    private static final String READINGS = "/api/v1/readings";

    private final Set<String> roles;

    /** @param roles of this process, in lower case */
    public Elsewhere(Set<String> roles) {
        this.roles = Set.copyOf(roles);
    }

    @Override
    public void accept(Router router) {
        if (!roles.contains("ingest")) {
            router.post(READINGS).handler(context -> refuse(context, "takes no readings in", "ingest"));
        }
        if (!roles.contains("live")) {
            router.route().last().handler(context -> refuse(context, "serves neither page nor history", "live"));
        }
    }

    private void refuse(RoutingContext context, String what, String role) {
        Problem.of(
                        404,
                        "This process " + what + ": its roles are "
                                + String.join(",", roles.stream().sorted().toList()) + ". Ask one that has the role "
                                + role + ".")
                .send(context);
    }
}
