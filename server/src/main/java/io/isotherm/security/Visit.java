package io.isotherm.security;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/**
 * What is looked at of a request.
 *
 * @param path as the router sees it: normalised, so that nothing gets past a rule by another spelling
 * @param query as it was sent, without the {@code ?}; empty where there is none. May hold a token, so it is not for logs
 * @param address of the peer; behind a proxy that is trusted, of whoever asked that
 */
public record Visit(HttpMethod method, String path, String query, MultiMap headers, String address) {
    Visit(HttpMethod method, String path, MultiMap headers, String address) {
        this(method, path, "", headers, address);
    }

    static Visit of(HttpServerRequest request, String path, TrustedProxies proxies) {
        SocketAddress peer = request.remoteAddress();
        String address = peer == null || peer.hostAddress() == null
                ? "unknown"
                : proxies.client(peer.hostAddress(), request.headers().getAll("X-Forwarded-For"));
        String query = request.query();
        return new Visit(request.method(), path, query == null ? "" : query, request.headers(), address);
    }

    /** Whether the method changes nothing (RFC 9110, section 9.2.1). */
    boolean isSafe() {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || method.equals(HttpMethod.OPTIONS);
    }
}
