package io.isotherm.ingest.otlp;

import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.http.BodyException;
import io.isotherm.ingest.http.HttpProtocol;
import io.isotherm.ingest.otlp.OtlpMetrics.Content;
import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.ingest.proto.WireWriter;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.IncomingBatch.Refusal;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request and its answer, which is in the encoding of the request. */
final class OtlpExchange implements HttpProtocol {
    static final String NAME = "otlp";

    /** The longest body, also when inflated; the Collector's batches of 8,192 points are well below. */
    static final int MAX_BYTES = 10_000_000;

    private static final String PROTO = "application/x-protobuf";
    private static final String JSON = "application/json";

    /** So many refusals are told. */
    private static final int MAX_REASONS = 10;

    private final Counter passed;
    private boolean json = true;

    /** Written where the body is parsed, read after that. */
    private volatile @Nullable Content content;

    OtlpExchange(Counter passed) {
        this.passed = passed;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public BodyParser parser(HttpServerRequest request) throws BodyException {
        String given = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String type = (given == null ? "" : given).split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
        if (type.equals(PROTO)) {
            json = false;
        } else if (!type.equals(JSON)) {
            request.response().putHeader("Accept-Post", PROTO + ", " + JSON);
            throw BodyException.wrongType("The Content-Type must be " + PROTO + " or " + JSON + ".");
        }
        return this::parse;
    }

    private IncomingBatch parse(byte[] body) throws BodyException {
        try {
            Content parsed = OtlpMetrics.parse(json ? OtlpJson.toProto(body) : body);
            content = parsed;
            return parsed.batch();
        } catch (MalformedProtoException e) {
            throw BodyException.malformed(e.detail());
        }
    }

    @Override
    public void kept(RoutingContext routing, Ingest.Outcome outcome) {
        Content told = content;
        if (told != null) {
            passed.increment(told.passed());
        }
        List<Refusal> refused = outcome.refused();
        if (refused.isEmpty()) {
            answer(routing, 200, new JsonObject(), new WireWriter());
            return;
        }
        String reasons = reasons(refused);
        answer(
                routing,
                200,
                JsonObject.of(
                        "partialSuccess",
                        JsonObject.of("rejectedDataPoints", Integer.toString(refused.size()), "errorMessage", reasons)),
                new WireWriter()
                        .message(1, new WireWriter().varint(1, refused.size()).text(2, reasons)));
    }

    private static String reasons(List<Refusal> refused) {
        String first = String.join(
                " ",
                refused.stream()
                        .limit(MAX_REASONS)
                        .map(refusal -> "Data point " + refusal.item() + ": " + refusal.detail())
                        .toList());
        return refused.size() > MAX_REASONS ? first + " And " + (refused.size() - MAX_REASONS) + " more." : first;
    }

    @Override
    public void failed(RoutingContext routing, BodyException failure) {
        int code = code(failure.status());
        String detail = failure.title() + ": " + failure.detail();
        answer(
                routing,
                failure.status(),
                JsonObject.of("code", code, "message", detail),
                new WireWriter().varint(1, code).text(2, detail));
    }

    /** The code of google.rpc.Status that goes with a status of HTTP (googleapis, google/rpc/code.proto). */
    private static int code(int status) {
        return switch (status) {
            case 429, 503 -> 14;
            case 408 -> 4;
            case 500 -> 13;
            default -> 3;
        };
    }

    private void answer(RoutingContext routing, int status, JsonObject asJson, WireWriter asProto) {
        routing.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, json ? JSON : PROTO)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(json ? asJson.toBuffer() : Buffer.buffer(asProto.toBytes()));
    }
}
