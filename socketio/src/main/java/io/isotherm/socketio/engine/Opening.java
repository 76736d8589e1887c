package io.isotherm.socketio.engine;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/**
 * The first request of a session.
 *
 * @param address of the peer; empty when it has no IP address
 * @param time milliseconds since the epoch
 */
public record Opening(String address, MultiMap headers, MultiMap query, long time) {
    static Opening of(HttpServerRequest request) {
        SocketAddress peer = request.remoteAddress();
        String host = peer == null ? null : peer.hostAddress();
        // Copies, so that the request itself can be forgotten.
        return new Opening(
                host == null ? "" : host,
                MultiMap.caseInsensitiveMultiMap().addAll(request.headers()),
                MultiMap.caseInsensitiveMultiMap().addAll(request.params()),
                System.currentTimeMillis());
    }
}
