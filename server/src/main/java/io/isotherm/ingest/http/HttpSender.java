package io.isotherm.ingest.http;

import io.isotherm.http.Guard;
import io.isotherm.ingest.Sender;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;

/** Who sends, of an HTTP request. */
public final class HttpSender {
    private HttpSender() {}

    /** @param protocol {@link HttpProtocol#name} */
    public static Sender of(RoutingContext routing, String protocol) {
        SocketAddress address = routing.request().remoteAddress();
        return Sender.of(
                protocol, address == null ? "unknown" : String.valueOf(address.hostAddress()), Guard.caller(routing));
    }
}
