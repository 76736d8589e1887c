package io.isotherm.security;

import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may talk to this server through somebody's browser. {@code Host} must be a name that only this server
 * has, or a page elsewhere gets in by pointing its own name here (DNS rebinding). {@code Origin} must be the server
 * itself, or a page elsewhere opens a WebSocket or posts a form (cross-site request). Programs send no {@code Origin}.
 */
final class SourceRule {
    private final boolean loopback;
    private final List<HostPort> allowed;

    /** @param loopback whether only this machine reaches the server; then it is known by no other name */
    SourceRule(boolean loopback, List<HostPort> allowed) {
        this.loopback = loopback;
        this.allowed = List.copyOf(allowed);
    }

    Optional<Denial> check(Visit visit) {
        List<String> hosts = visit.headers().getAll(HttpHeaders.HOST);
        Optional<HostPort> host = hosts.size() == 1 ? HostPort.parse(hosts.getFirst()) : Optional.empty();
        if (host.isEmpty()) {
            return Optional.of(Denial.of(400, "Bad Host", "A request must have one valid Host header."));
        }
        if (loopback && !host.get().isLoopback() && !isAllowed(host.get())) {
            return Optional.of(Denial.of(
                    403,
                    "Host not allowed",
                    "This server does not go by the name " + host.get().host()
                            + ". Use localhost, or start it with --allowed-hosts "
                            + host.get().host() + " if that is its name on a proxy."));
        }
        for (String origin : visit.headers().getAll(HttpHeaders.ORIGIN)) {
            if (!isSame(origin, host.get())) {
                return Optional.of(crossSite());
            }
        }
        String site = visit.headers().get("Sec-Fetch-Site");
        if (!visit.isSafe() && site != null && !isOwn(site) && !visit.headers().contains(HttpHeaders.ORIGIN)) {
            return Optional.of(crossSite());
        }
        return Optional.empty();
    }

    /** Whether a browser vouches that the request comes from the server's own page, or the user himself. */
    static boolean isVouchedFor(Visit visit) {
        String site = visit.headers().get("Sec-Fetch-Site");
        // What Origin says was held against the rule before.
        return visit.headers().contains(HttpHeaders.ORIGIN) || (site != null && isOwn(site));
    }

    private static boolean isOwn(String site) {
        return site.equals("same-origin") || site.equals("none");
    }

    private static Denial crossSite() {
        return Denial.of(
                403,
                "Cross-site request",
                "A page of another site must not talk to this server. If it is behind a proxy, start it with"
                        + " --allowed-hosts and the name that the browser shows.");
    }

    private boolean isSame(@Nullable String origin, HostPort host) {
        String text = origin == null ? "" : origin.toLowerCase(Locale.ROOT);
        int usualPort = text.startsWith("http://") ? 80 : 443;
        if (!text.startsWith("http://") && !text.startsWith("https://")) {
            return false;
        }
        Optional<HostPort> from = HostPort.parse(text.substring(text.indexOf("://") + 3));
        return from.isPresent() && (from.get().isSameAs(host, usualPort) || isAllowed(from.get()));
    }

    private boolean isAllowed(HostPort host) {
        return allowed.stream().anyMatch(host::isCoveredBy);
    }
}
