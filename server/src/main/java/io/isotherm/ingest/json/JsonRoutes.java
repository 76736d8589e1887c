package io.isotherm.ingest.json;

import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.Sender;
import io.isotherm.model.IncomingBatch;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/readings}: 204 when every reading is durable; 422 with the refused items by their index, the
 * others being durable; 400 for what is no JSON, 413, 415; 503 with {@code Retry-After} when nothing was kept and the
 * same message is welcome again.
 */
public final class JsonRoutes {
    static final String PATH = "/api/v1/readings";

    private static final Logger log = LoggerFactory.getLogger(JsonRoutes.class);
    private static final String ACCEPTED = "application/json, application/x-ndjson";

    /** A body up to this size is parsed where it arrives, in well under a millisecond; a larger one elsewhere. */
    private static final int SMALL_BODY = 16_384;

    /** What a sender is asked to wait when the store failed, which takes longer to mend than a queue to drain. */
    private static final int STORE_RETRY_SECONDS = 5;

    private final BiFunction<Sender, IncomingBatch, CompletableFuture<Ingest.Outcome>> door;
    private final BodyBudget budget;

    /** @param door takes in what was parsed, as {@link Ingest#accept} does */
    public JsonRoutes(BiFunction<Sender, IncomingBatch, CompletableFuture<Ingest.Outcome>> door) {
        this(door, new BodyBudget(Runtime.getRuntime().maxMemory() / 8));
    }

    JsonRoutes(BiFunction<Sender, IncomingBatch, CompletableFuture<Ingest.Outcome>> door, BodyBudget budget) {
        this.door = door;
        this.budget = budget;
    }

    /** Adds the route. It reads the body itself: no handler before it may. */
    public void mount(Router router) {
        router.post(PATH).handler(this::receive);
    }

    private void receive(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Form form = form(request.getHeader(HttpHeaders.CONTENT_TYPE));
        if (form == null) {
            refuseMediaType(
                    routing,
                    "Accept-Post",
                    ACCEPTED,
                    "The Content-Type must be one of " + ACCEPTED + "; with curl, send with --json.");
            return;
        }
        Boolean zipped = zipped(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        if (zipped == null) {
            refuseMediaType(routing, "Accept-Encoding", "gzip", "The Content-Encoding must be gzip, or none.");
            return;
        }
        new BodyReader(routing, budget, JsonReadings.MAX_BYTES)
                .read()
                .onSuccess(body -> parse(routing, body, form, zipped))
                .onFailure(failure -> refuse(routing, failure));
    }

    private void parse(RoutingContext routing, Buffer body, Form form, boolean zipped) {
        if (!zipped && body.length() <= SMALL_BODY) {
            try {
                enter(routing, form.parse(body.getBytes()));
            } catch (MalformedJsonException e) {
                refuse(routing, e);
            }
            return;
        }
        routing.vertx()
                .executeBlocking(
                        () -> form.parse(zipped ? Gzip.inflate(body, JsonReadings.MAX_BYTES) : body.getBytes()), false)
                .onSuccess(batch -> enter(routing, batch))
                .onFailure(failure -> refuse(routing, failure));
    }

    private void enter(RoutingContext routing, IncomingBatch batch) {
        SocketAddress address = routing.request().remoteAddress();
        Sender sender = new Sender("http", address == null ? "unknown" : address.hostAddress());
        Context context = routing.vertx().getOrCreateContext();
        Future.fromCompletionStage(door.apply(sender, batch), context)
                .onSuccess(outcome -> answer(routing, outcome))
                .onFailure(failure -> refuse(routing, failure));
    }

    private static void answer(RoutingContext routing, Ingest.Outcome outcome) {
        if (outcome.refused().isEmpty()) {
            if (isOpen(routing)) {
                routing.response().setStatusCode(204).end();
            }
        } else {
            ReadingsProblem.refused(outcome).send(routing);
        }
    }

    private static void refuse(RoutingContext routing, Throwable failure) {
        switch (failure) {
            case BodyException e -> ReadingsProblem.of(e).send(routing);
            case BodyReader.SenderGone _ -> log.debug("sender gone: protocol=http");
            case MalformedJsonException e ->
                ReadingsProblem.malformed(String.valueOf(e.getMessage())).send(routing);
            case OverloadedException e ->
                ReadingsProblem.unavailable(
                                e.retryAfterSeconds(), "More readings wait to be kept than there is room for.")
                        .send(routing);
            case StoreException e -> {
                log.warn("readings not kept: protocol=http reason=\"{}\"", e.getMessage());
                ReadingsProblem.unavailable(STORE_RETRY_SECONDS, "The store cannot take readings now.")
                        .send(routing);
            }
            default -> {
                log.error("readings not kept: protocol=http", failure);
                ReadingsProblem.failed().send(routing);
            }
        }
    }

    private static void refuseMediaType(RoutingContext routing, String header, String allowed, String detail) {
        routing.response().putHeader(header, allowed);
        ReadingsProblem.of(new BodyException(415, "Unsupported media type", detail))
                .send(routing);
    }

    static boolean isOpen(RoutingContext routing) {
        HttpServerResponse response = routing.response();
        return !response.ended() && !response.closed();
    }

    /** How the bytes of a content type are to be read. */
    private enum Form {
        DOCUMENT,
        LINES;

        IncomingBatch parse(byte[] body) throws MalformedJsonException {
            return this == LINES ? JsonReadings.parseLines(body) : JsonReadings.parse(body);
        }
    }

    // Nothing that a browser sends for a foreign page without asking first: no text/plain, no form, no missing type.
    private static @Nullable Form form(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "application/json" -> Form.DOCUMENT;
            case "application/x-ndjson", "application/ndjson", "application/jsonl" -> Form.LINES;
            default -> null;
        };
    }

    private static @Nullable Boolean zipped(@Nullable String contentEncoding) {
        return switch (contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default -> null;
        };
    }
}
