package io.isotherm.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The contract of the API, for programs and for people. */
final class DocsRoutes {
    private final Buffer contract = load();
    private volatile @Nullable Buffer page;

    void mount(Router router) {
        router.route("/api/openapi.yaml")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> send(context, "application/yaml", contract));
        router.route("/api/docs")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> send(context, "text/html; charset=utf-8", page()));
    }

    private Buffer page() {
        Buffer made = page;
        if (made == null) {
            made = Buffer.buffer(DocsPage.of(contract.getBytes()));
            page = made;
        }
        return made;
    }

    private static void send(RoutingContext context, String mediaType, Buffer body) {
        Query.of(context.queryParams());
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(body);
    }

    private static Buffer load() {
        try (InputStream contract = DocsRoutes.class.getResourceAsStream("/openapi.yaml")) {
            if (contract == null) {
                throw new IllegalStateException("openapi.yaml is missing from the program");
            }
            return Buffer.buffer(contract.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
