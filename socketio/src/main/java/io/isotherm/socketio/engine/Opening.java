package io.isotherm.socketio.engine;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/** The first request of a session. */
public final class Opening {
    private final String address;
    private final Fields headers;
    private final Fields query;
    private final long time;

    private Opening(String address, Fields headers, Fields query, long time) {
        this.address = address;
        this.headers = headers;
        this.query = query;
        this.time = time;
    }

    static Opening of(HttpServerRequest request) {
        SocketAddress peer = request.remoteAddress();
        String host = peer == null ? null : peer.hostAddress();
        return new Opening(
                host == null ? "" : Fields.shared(host),
                new Fields(request.headers()),
                new Fields(request.params()),
                System.currentTimeMillis());
    }

    /** The peer's IP address; empty when it has none. */
    public String address() {
        return address;
    }

    /** A copy of the headers; names are case-insensitive. */
    public MultiMap headers() {
        return headers.toMap();
    }

    /** A copy of the query's parameters. */
    public MultiMap query() {
        return query.toMap();
    }

    /** Milliseconds since the epoch. */
    public long time() {
        return time;
    }
}
