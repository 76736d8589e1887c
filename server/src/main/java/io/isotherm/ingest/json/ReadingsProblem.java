package io.isotherm.ingest.json;

import io.isotherm.http.Problem;
import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.http.BodyException;
import io.isotherm.model.IncomingBatch.Refusal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The problem documents of {@code POST /api/v1/readings}: each says what of the message was kept. */
final class ReadingsProblem {
    /** So many refused items are listed; the rest is only counted. */
    private static final int MAX_ERRORS = 1_000;

    private ReadingsProblem() {}

    static Problem of(BodyException failure) {
        String after = switch (failure.status()) {
            case 400 -> " Nothing of this message was kept.";
            case 429, 503 -> " Nothing of this message was kept: send it again later.";
            default -> "";
        };
        Problem problem = Problem.of(failure.status(), failure.title(), failure.detail() + after);
        return failure.retryAfterSeconds() > 0 ? problem.retryAfter(failure.retryAfterSeconds()) : problem;
    }

    static Problem refused(Ingest.Outcome outcome) {
        List<Refusal> refused = outcome.refused();
        String listed = refused.size() > MAX_ERRORS ? "; the first " + MAX_ERRORS + " are listed" : "";
        JsonArray errors = new JsonArray();
        for (Refusal refusal : refused.subList(0, Math.min(refused.size(), MAX_ERRORS))) {
            errors.add(JsonObject.of("index", refusal.item(), "detail", refusal.detail()));
        }
        return Problem.of(
                        422,
                        "Readings refused",
                        "Kept: " + counted(outcome.accepted(), "reading") + ". Refused, in whole or in part: "
                                + counted(refused.size(), "item") + listed + ".")
                .with("kept", outcome.accepted())
                .with("refused", refused.size())
                .with("errors", errors);
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
