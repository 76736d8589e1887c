package io.isotherm.ingest.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.http.BodyException;
import io.isotherm.ingest.http.HttpProtocol;
import io.isotherm.ingest.vendor.JsonPayload;
import io.isotherm.model.IncomingBatch;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** JSON of another platform's form: its bounds and its problems are the same for all, the good answer is each one's own. */
final class JsonWrite implements HttpProtocol {
    /** The longest body: these senders write a few kilobytes, gateways some hundred. */
    static final int MAX_BYTES = 1_000_000;

    private final String name;
    private final Reader reader;
    private final Answer answer;

    /** What a tree says. */
    @FunctionalInterface
    interface Reader {
        /** @throws BodyException when it is not of this platform at all */
        IncomingBatch read(JsonNode body) throws BodyException;
    }

    /** Answers when all that is not refused is durable. */
    @FunctionalInterface
    interface Answer {
        void send(RoutingContext routing, Ingest.Outcome outcome);
    }

    JsonWrite(String name, Reader reader, Answer answer) {
        this.name = name;
        this.reader = reader;
        this.answer = answer;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public BodyParser parser(HttpServerRequest request) throws BodyException {
        String given = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String type = given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        // Nothing that a browser sends for a foreign page without asking first.
        if (!type.equals("application/json") && !(type.startsWith("application/") && type.endsWith("+json"))) {
            request.response().putHeader("Accept-Post", "application/json");
            throw BodyException.wrongType("The Content-Type must be application/json: choose JSON as the format, not"
                    + " Protobuf; with curl, send with --json.");
        }
        return body -> {
            JsonNode tree = JsonPayload.parse(body);
            if (tree == null) {
                throw BodyException.malformed(JsonPayload.fault(body));
            }
            return reader.read(tree);
        };
    }

    @Override
    public void kept(RoutingContext routing, Ingest.Outcome outcome) {
        answer.send(routing, outcome);
    }

    @Override
    public void failed(RoutingContext routing, BodyException failure) {
        Refused.problem(failure).send(routing);
    }
}
