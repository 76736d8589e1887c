package io.isotherm.ingest.http;

import io.isotherm.http.Guard;
import io.isotherm.ingest.Sender;
import io.vertx.ext.web.RoutingContext;

/** Who sends, of an HTTP request. */
public final class HttpSender {
    private HttpSender() {}

    /** @param protocol {@link HttpProtocol#name} */
    public static Sender of(RoutingContext routing, String protocol) {
        return Sender.of(protocol, Guard.address(routing), Guard.caller(routing));
    }
}
