package io.isotherm;

import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.ingest.proto.WireReader;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A collector of traces: takes OTLP over HTTP as its protocol has it (opentelemetry-proto, trace/v1/trace.proto). */
final class TraceReceiver implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final List<Sent> spans = new CopyOnWriteArrayList<>();
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int status = 200;

    /**
     * A span as it was sent.
     *
     * @param links ids of spans
     * @param of what its process tells of itself
     */
    record Sent(
            String trace,
            String id,
            String parent,
            String name,
            long kind,
            Map<String, Object> attributes,
            List<String> links,
            boolean failed,
            long nanos,
            Map<String, Object> of) {}

    private TraceReceiver(int port) {
        server = vertx.createHttpServer(new HttpServerOptions())
                .requestHandler(this::take)
                .listen(port, "127.0.0.1")
                .await();
    }

    static TraceReceiver start() {
        return new TraceReceiver(0);
    }

    static TraceReceiver on(int port) {
        return new TraceReceiver(port);
    }

    int port() {
        return server.actualPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Answers so from now on; what is not answered with 200 is not looked at. */
    void answer(int status) {
        this.status = status;
    }

    List<Sent> spans() {
        return spans;
    }

    List<Sent> named(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    /** All that was sent, inflated, as text in which each byte is a character. */
    String everything() {
        StringBuilder all = new StringBuilder();
        bodies.forEach(body -> all.append(new String(body, StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    List<String> authorizations() {
        return authorizations;
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            String authorization = request.getHeader("Authorization");
            authorizations.add(authorization == null ? "" : authorization);
            if (!"/v1/traces".equals(request.path()) || status != 200) {
                request.response().setStatusCode(status == 200 ? 404 : status).end();
                return;
            }
            byte[] bytes = inflated(body, request.getHeader("Content-Encoding"));
            bodies.add(bytes);
            read(bytes);
            request.response()
                    .putHeader("Content-Type", "application/x-protobuf")
                    .end();
        });
    }

    private static byte[] inflated(Buffer body, @Nullable String encoding) {
        if (!"gzip".equals(encoding)) {
            return body.getBytes();
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body.getBytes()))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(byte[] bytes) {
        try {
            WireReader request = new WireReader(bytes);
            while (request.next()) {
                if (request.field() == 1) {
                    resource(request.message());
                }
            }
        } catch (MalformedProtoException e) {
            throw new AssertionError("no ExportTraceServiceRequest", e);
        }
    }

    private void resource(WireReader resourceSpans) throws MalformedProtoException {
        Map<String, Object> of = new HashMap<>();
        List<WireReader> scopes = new ArrayList<>();
        while (resourceSpans.next()) {
            switch (resourceSpans.field()) {
                case 1 -> {
                    WireReader resource = resourceSpans.message();
                    while (resource.next()) {
                        if (resource.field() == 1) {
                            attribute(resource.message(), of);
                        }
                    }
                }
                case 2 -> scopes.add(resourceSpans.message());
                default -> {}
            }
        }
        for (WireReader scope : scopes) {
            while (scope.next()) {
                if (scope.field() == 2) {
                    spans.add(span(scope.message(), of));
                }
            }
        }
    }

    private static Sent span(WireReader span, Map<String, Object> of) throws MalformedProtoException {
        String trace = "";
        String id = "";
        String parent = "";
        String name = "";
        long kind = 0;
        long start = 0;
        long end = 0;
        boolean failed = false;
        Map<String, Object> attributes = new HashMap<>();
        List<String> links = new ArrayList<>();
        while (span.next()) {
            switch (span.field()) {
                case 1 -> trace = HexFormat.of().formatHex(span.bytes());
                case 2 -> id = HexFormat.of().formatHex(span.bytes());
                case 4 -> parent = HexFormat.of().formatHex(span.bytes());
                case 5 -> name = span.text();
                case 6 -> kind = span.varint();
                case 7 -> start = span.fixed64();
                case 8 -> end = span.fixed64();
                case 9 -> attribute(span.message(), attributes);
                case 13 -> {
                    WireReader link = span.message();
                    while (link.next()) {
                        if (link.field() == 2) {
                            links.add(HexFormat.of().formatHex(link.bytes()));
                        }
                    }
                }
                case 15 -> {
                    WireReader state = span.message();
                    while (state.next()) {
                        failed |= state.field() == 3 && state.varint() == 2;
                    }
                }
                default -> {}
            }
        }
        return new Sent(trace, id, parent, name, kind, attributes, links, failed, end - start, of);
    }

    private static void attribute(WireReader pair, Map<String, Object> attributes) throws MalformedProtoException {
        String key = "";
        Object value = "";
        while (pair.next()) {
            if (pair.field() == 1) {
                key = pair.text();
            } else if (pair.field() == 2) {
                WireReader any = pair.message();
                while (any.next()) {
                    if (any.field() == 1) {
                        value = any.text();
                    } else if (any.field() == 3) {
                        value = any.varint();
                    }
                }
            }
        }
        attributes.put(key, value);
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
