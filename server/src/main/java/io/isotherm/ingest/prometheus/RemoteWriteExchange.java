package io.isotherm.ingest.prometheus;

import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.http.BodyException;
import io.isotherm.ingest.http.HttpProtocol;
import io.isotherm.ingest.prometheus.RemoteWrite.Content;
import io.isotherm.ingest.prometheus.RemoteWrite.Version;
import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.IncomingBatch.Refusal;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request and its answer, which says how much of the request was taken. */
final class RemoteWriteExchange implements HttpProtocol {
    static final String NAME = "prometheus";

    /** The longest body, also when inflated; vmagent sends 8 MiB (-remoteWrite.maxBlockSize), Prometheus far less. */
    static final int MAX_BYTES = 10_000_000;

    private static final String TYPE = "application/x-protobuf";
    private static final String ACCEPTED = TYPE + ", " + TYPE + ";proto=io.prometheus.write.v2.Request";
    private static final String WRITTEN = "X-Prometheus-Remote-Write-";

    /** So many refusals are told; a sender logs the first few hundred characters. */
    private static final int MAX_REASONS = 10;

    private final Counter passed;

    /** Written where the body is parsed, read after that. */
    private volatile @Nullable Content content;

    RemoteWriteExchange(Counter passed) {
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
    public boolean decodes(String encoding) {
        return encoding.equals("snappy");
    }

    @Override
    public BodyParser parser(HttpServerRequest request) throws BodyException {
        Version version = version(request);
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        // Some senders of 1.0 forget to say so; there is no other encoding that they could mean.
        boolean snappy =
                encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("snappy");
        return body -> parse(body, version, snappy);
    }

    private IncomingBatch parse(byte[] body, Version version, boolean snappy) throws BodyException {
        try {
            if (snappy && Snappy.length(body) > MAX_BYTES) {
                throw BodyException.tooLarge(MAX_BYTES);
            }
            Content parsed = RemoteWrite.parse(snappy ? Snappy.inflate(body, MAX_BYTES) : body, version);
            content = parsed;
            return parsed.batch();
        } catch (MalformedProtoException e) {
            throw BodyException.malformed(e.detail());
        }
    }

    /** By the Content-Type alone, as the specification demands; nothing that a browser sends for a foreign page. */
    private static Version version(HttpServerRequest request) throws BodyException {
        String given = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String[] parts = (given == null ? "" : given).split(";", -1);
        if (parts[0].strip().toLowerCase(Locale.ROOT).equals(TYPE)) {
            String message = "prometheus.WriteRequest";
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                if (equals > 0 && parts[i].substring(0, equals).strip().equalsIgnoreCase("proto")) {
                    message = parts[i].substring(equals + 1).strip().replace("\"", "");
                }
            }
            if (message.equals("prometheus.WriteRequest")) {
                return Version.ONE;
            }
            if (message.equals("io.prometheus.write.v2.Request")) {
                return Version.TWO;
            }
        }
        request.response().putHeader("Accept-Post", ACCEPTED);
        throw BodyException.wrongType("The Content-Type must be one of " + ACCEPTED + ".");
    }

    @Override
    public void kept(RoutingContext routing, Ingest.Outcome outcome) {
        HttpServerResponse response = routing.response();
        Content told = content;
        if (told != null) {
            passed.increment(told.passed());
            // "Written" is what is accepted rather than rejected (specification, "Glossary"): also what is passed over,
            // as a Prometheus takes 0 for a receiver that does not know its message.
            response.putHeader(WRITTEN + "Samples-Written", Long.toString((long) outcome.accepted() + told.passed()))
                    .putHeader(WRITTEN + "Histograms-Written", Integer.toString(told.histograms()))
                    .putHeader(WRITTEN + "Exemplars-Written", Integer.toString(told.exemplars()));
        }
        if (outcome.refused().isEmpty()) {
            response.setStatusCode(204).end();
        } else {
            text(response, 400, reasons(outcome));
        }
    }

    private static String reasons(Ingest.Outcome outcome) {
        List<Refusal> refused = outcome.refused();
        StringBuilder text = new StringBuilder("Kept: " + outcome.accepted() + ". Refused: " + refused.size() + ".");
        refused.stream().limit(MAX_REASONS).forEach(refusal -> text.append('\n').append(refusal.detail()));
        return text.append('\n').toString();
    }

    @Override
    public void failed(RoutingContext routing, BodyException failure) {
        text(routing.response(), failure.status(), failure.title() + ": " + failure.detail() + "\n");
    }

    private static void text(HttpServerResponse response, int status, String text) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(text);
    }
}
