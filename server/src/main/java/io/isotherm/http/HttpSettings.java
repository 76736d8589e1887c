package io.isotherm.http;

import io.vertx.core.VertxOptions;

/**
 * Where and how to listen.
 *
 * @param listen an address of this machine
 * @param port 0 for any free one
 * @param eventLoops how many event loops share the connections, at least 1
 */
public record HttpSettings(String listen, int port, int eventLoops) {
    public HttpSettings {
        if (port < 0 || port > 65535 || eventLoops < 1) {
            throw new IllegalArgumentException("port must be 0 to 65535, eventLoops at least 1");
        }
    }

    /** With as many event loops as Vert.x has unless told otherwise. */
    public HttpSettings(String listen, int port) {
        this(listen, port, VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
    }
}
