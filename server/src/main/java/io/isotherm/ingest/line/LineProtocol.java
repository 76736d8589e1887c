package io.isotherm.ingest.line;

import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.http.BodyException;
import io.isotherm.ingest.http.HttpProtocol;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Line protocol as a body, answered as one version of InfluxDB would. The type of the content is passed over, as there. */
final class LineProtocol implements HttpProtocol {
    private final LineParser parser;
    private final LineAnswers answers;

    LineProtocol(LineParser parser, LineAnswers answers) {
        this.parser = parser;
        this.answers = answers;
    }

    @Override
    public String name() {
        return "line";
    }

    @Override
    public int maxBytes() {
        return LineParser.MAX_BYTES;
    }

    @Override
    public BodyParser parser(HttpServerRequest request) throws BodyException {
        Precision precision = Precision.parse(request.getParam("precision"))
                .orElseThrow(() -> BodyException.malformed(
                        "invalid precision: it is one of ns, us, ms, s, m and h, and ns where none is given"));
        return body -> {
            try {
                return parser.parse(body, body.length, precision);
            } catch (LineLimitException e) {
                throw new BodyException(413, "Content too large", String.valueOf(e.getMessage()));
            }
        };
    }

    @Override
    public void kept(RoutingContext routing, Ingest.Outcome outcome) {
        answers.kept(routing, outcome);
    }

    @Override
    public void failed(RoutingContext routing, BodyException failure) {
        answers.failed(routing, failure);
    }
}
