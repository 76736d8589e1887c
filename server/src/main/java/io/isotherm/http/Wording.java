package io.isotherm.http;

import io.vertx.core.http.HttpServerResponse;

/** How the clients of some routes read why they were refused, where that is no problem document. */
@FunctionalInterface
public interface Wording {
    /**
     * Answers and ends the response. {@code Retry-After} and {@code WWW-Authenticate} are set already, where they belong.
     *
     * @param status of HTTP, 400 to 599
     * @param detail sentences for whoever asked
     */
    void send(HttpServerResponse response, int status, String detail);
}
