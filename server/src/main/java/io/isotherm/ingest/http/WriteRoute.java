package io.isotherm.ingest.http;

import io.isotherm.http.RequestTraces;
import io.isotherm.ingest.Door;
import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.LimitedException;
import io.isotherm.ingest.Sender;
import io.isotherm.ingest.http.HttpProtocol.BodyParser;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Message;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.store.StoreException;
import io.isotherm.trace.Span;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a body to the door, the same for every {@link HttpProtocol}: turned away unread where its sender sends too
 * much, else collected in bounded memory, inflated, parsed, brought to the door, and answered when all is durable. No
 * handler before it may read the body.
 */
public final class WriteRoute implements Handler<RoutingContext> {
    private static final Logger log = LoggerFactory.getLogger(WriteRoute.class);

    /** A body up to this size is parsed where it arrives, in well under a millisecond; a larger one elsewhere. */
    private static final int SMALL_BODY = 16_384;

    /** What a sender is asked to wait when the store failed, which takes longer to mend than a queue to drain. */
    private static final int STORE_RETRY_SECONDS = 5;

    private static final byte[] NOTHING = {};

    private final HttpProtocol protocol;
    private final Door door;
    private final BodyBudget budget;

    /**
     * @param door takes in what was parsed, as {@link Ingest#accept} does
     * @param budget what the bodies of all routes may take together
     */
    public WriteRoute(HttpProtocol protocol, Door door, BodyBudget budget) {
        this.protocol = protocol;
        this.door = door;
        this.budget = budget;
    }

    /** A route of protocols that remember something of their one message between reading it and answering. */
    public static Handler<RoutingContext> forEach(Supplier<HttpProtocol> protocol, Door door, BodyBudget budget) {
        return routing -> new WriteRoute(protocol.get(), door, budget).handle(routing);
    }

    /** Counts what a protocol reads and means nothing here, beside what the door counts of it. */
    public static Counter passedOver(String protocol, MeterRegistry meters) {
        return Counter.builder("isotherm.readings")
                .description("Readings that reached the door")
                .tag("protocol", protocol)
                .tag("outcome", "passed over")
                .register(meters);
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Sender sender = HttpSender.of(routing, protocol.name());
        String encoding = encoding(request);
        boolean zipped = encoding.equals("gzip") || encoding.equals("x-gzip");
        BodyParser parser;
        try {
            parser = protocol.parser(request);
            if (!zipped && !encoding.isEmpty() && !encoding.equals("identity") && !protocol.decodes(encoding)) {
                routing.response().putHeader("Accept-Encoding", "gzip");
                throw BodyException.wrongType("The Content-Encoding must be gzip, or none.");
            }
        } catch (BodyException e) {
            refuseUnread(routing, sender, NOTHING, e);
            return;
        }
        // Before anything is read, inflated or parsed: a flood is to cost next to nothing.
        long closed = door.closedMillis(sender);
        if (closed > 0) {
            BodyReader.discard(routing);
            refuse(routing, BodyException.limited((int) Math.ceilDiv(closed, 1_000L)));
            return;
        }
        new BodyReader(routing, budget, protocol.maxBytes())
                .read()
                .onSuccess(body -> parse(routing, sender, body, parser, zipped))
                .onFailure(failure -> refuseUnread(routing, sender, NOTHING, failure));
    }

    private static String encoding(HttpServerRequest request) {
        String given = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return given == null ? "" : given.strip().toLowerCase(Locale.ROOT);
    }

    private void parse(RoutingContext routing, Sender sender, byte[] body, BodyParser parser, boolean encoded) {
        // The official Python client of InfluxDB says gzip of an empty body and sends nothing at all.
        boolean zipped = encoded && body.length > 0;
        if (!zipped && body.length <= SMALL_BODY) {
            IncomingBatch batch;
            try {
                batch = parse(routing, parser, body);
            } catch (BodyException | RuntimeException e) {
                refuseUnread(routing, sender, body, e);
                return;
            }
            enter(routing, sender, batch);
            return;
        }
        routing.vertx()
                .executeBlocking(() -> parse(routing, parser, zipped ? inflated(routing, body) : body), false)
                .onSuccess(batch -> enter(routing, sender, batch))
                .onFailure(failure -> refuseUnread(routing, sender, body, failure));
    }

    private static IncomingBatch parse(RoutingContext routing, BodyParser parser, byte[] body) throws BodyException {
        Span span = RequestTraces.of(routing).begin("read").tell("isotherm.bytes", body.length);
        try {
            IncomingBatch batch = parser.parse(body);
            span.tell("isotherm.readings", batch.size())
                    .tell("isotherm.refused", batch.refusals().size());
            return batch.of(new Message(place(routing), body));
        } catch (BodyException | RuntimeException e) {
            span.fail(e);
            throw e;
        } finally {
            span.end();
        }
    }

    // A token may be part of the path, as ThingsBoard's devices have it.
    private static String place(RoutingContext routing) {
        String token = routing.pathParam("token");
        String path = routing.normalizedPath();
        return token == null ? path : path.replace("/" + token + "/", "/{token}/");
    }

    // The door hears of what cannot be read as well: people look there for what is wrong with a sender.
    private void refuseUnread(RoutingContext routing, Sender sender, byte[] body, Throwable failure) {
        if (!(failure instanceof BodyException unread)) {
            refuse(routing, failure);
            return;
        }
        Message message = new Message(place(routing), body);
        Future.fromCompletionStage(
                        door.apply(sender, IncomingBatch.unreadable(message, unread.detail())),
                        routing.vertx().getOrCreateContext())
                .onSuccess(_ -> refuse(routing, failure))
                .onFailure(limited -> refuse(routing, limited));
    }

    private byte[] inflated(RoutingContext routing, byte[] body) throws BodyException {
        Gzip gzip = new Gzip(budget);
        routing.addEndHandler(_ -> gzip.giveBack());
        return gzip.inflate(body, protocol.maxBytes());
    }

    private void enter(RoutingContext routing, Sender sender, IncomingBatch batch) {
        CompletableFuture<Ingest.Outcome> kept;
        try (Span.Scope _ = RequestTraces.of(routing).enter()) {
            kept = door.apply(sender, batch);
        }
        Future.fromCompletionStage(kept, routing.vertx().getOrCreateContext())
                .onSuccess(outcome -> {
                    if (isOpen(routing)) {
                        protocol.kept(routing, outcome);
                    }
                })
                .onFailure(failure -> refuse(routing, failure));
    }

    private void refuse(RoutingContext routing, Throwable failure) {
        BodyException refusal = switch (failure) {
            case BodyException e -> e;
            case LimitedException e -> BodyException.limited(e.retryAfterSeconds());
            case OverloadedException e ->
                BodyException.unavailable(
                        e.retryAfterSeconds(), "More readings wait to be kept than there is room for.");
            case StoreException e -> {
                log.warn("readings not kept: protocol={} reason=\"{}\"", protocol.name(), e.getMessage());
                yield BodyException.unavailable(STORE_RETRY_SECONDS, "The store cannot take readings now.");
            }
            default -> {
                if (!(failure instanceof BodyReader.SenderGone)) {
                    log.error("readings not kept: protocol={}", protocol.name(), failure);
                }
                yield new BodyException(
                        500, "Server error", "An error of the server: this message may not have been kept.");
            }
        };
        if (failure instanceof BodyReader.SenderGone) {
            log.debug("sender gone: protocol={}", protocol.name());
        } else if (isOpen(routing)) {
            if (refusal.retryAfterSeconds() > 0) {
                routing.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(refusal.retryAfterSeconds()));
            }
            protocol.failed(routing, refusal);
        }
    }

    static boolean isOpen(RoutingContext routing) {
        HttpServerResponse response = routing.response();
        return !response.ended() && !response.closed();
    }
}
