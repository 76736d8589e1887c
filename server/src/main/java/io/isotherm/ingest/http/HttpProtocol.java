package io.isotherm.ingest.http;

import io.isotherm.ingest.Ingest;
import io.isotherm.model.IncomingBatch;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** What makes a way in over HTTP this one: how its bodies are read, and which words its senders understand. */
public interface HttpProtocol {
    /** For metrics and logs: {@code http}, {@code line}, {@code otlp}; one of few. */
    String name();

    /** The longest body, in bytes, before and after it is inflated. */
    int maxBytes();

    /**
     * How the body of this request is to be read.
     *
     * @throws BodyException when its headers or its query say that it cannot
     */
    BodyParser parser(HttpServerRequest request) throws BodyException;

    /** Whether {@link #parser} undoes this {@code Content-Encoding} (in lower case) itself, as only it knows how. */
    default boolean decodes(String encoding) {
        return false;
    }

    /** Answers when all that is not refused is durable. */
    void kept(RoutingContext routing, Ingest.Outcome outcome);

    /** Answers when nothing was kept. {@code Retry-After} is set already, where the same message is welcome again. */
    void failed(RoutingContext routing, BodyException failure);

    /** Makes readings of a body. May run on any thread, several at once. */
    @FunctionalInterface
    interface BodyParser {
        /** @throws BodyException when nothing of it can be used */
        IncomingBatch parse(byte[] body) throws BodyException;
    }
}
