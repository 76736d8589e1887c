package io.isotherm.ingest.webhook;

import io.isotherm.http.Problem;
import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.http.BodyException;
import io.isotherm.model.IncomingBatch.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What a sender is told of items that were not kept. */
final class Refused {
    /** So many refused items are listed; the rest is only counted. */
    private static final int MAX_ERRORS = 100;

    private Refused() {}

    /** Nothing was kept. */
    static Problem problem(BodyException failure) {
        Problem problem = Problem.of(failure.status(), failure.title(), failure.detail());
        return failure.retryAfterSeconds() > 0 ? problem.retryAfter(failure.retryAfterSeconds()) : problem;
    }

    /** Some or all items were not kept. */
    static Problem problem(int status, Ingest.Outcome outcome) {
        return Problem.of(
                        status,
                        "Readings refused",
                        "Kept: " + outcome.accepted() + ". Refused: "
                                + outcome.refused().size() + ".")
                .with("kept", outcome.accepted())
                .with("refused", outcome.refused().size())
                .with("errors", errors(outcome));
    }

    /** A success, with what was refused for people who look. */
    static void success(RoutingContext routing, int status, Ingest.Outcome outcome) {
        routing.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject()
                        .put("kept", outcome.accepted())
                        .put("refused", outcome.refused().size())
                        .put("errors", errors(outcome))
                        .toBuffer());
    }

    private static JsonArray errors(Ingest.Outcome outcome) {
        List<Refusal> refused = outcome.refused();
        JsonArray errors = new JsonArray();
        for (Refusal refusal : refused.subList(0, Math.min(refused.size(), MAX_ERRORS))) {
            errors.add(JsonObject.of("index", refusal.item(), "detail", refusal.detail()));
        }
        return errors;
    }
}
