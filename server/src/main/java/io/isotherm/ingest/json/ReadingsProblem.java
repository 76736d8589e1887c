package io.isotherm.ingest.json;

import io.isotherm.http.Problem;
import io.isotherm.ingest.Ingest;
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
        return Problem.of(failure.status(), failure.title(), String.valueOf(failure.getMessage()));
    }

    static Problem malformed(String detail) {
        return Problem.of(400, "Malformed readings", detail + " Nothing of this message was kept.");
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

    static Problem unavailable(int retryAfterSeconds, String detail) {
        return Problem.of(503, "Try again", detail + " Nothing of this message was kept: send it again later.")
                .retryAfter(Math.max(1, retryAfterSeconds));
    }

    static Problem failed() {
        return Problem.of(500, "Server error", "An error of the server: this message may not have been kept.");
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
