package io.isotherm.ingest.json;

import io.isotherm.ingest.Ingest;
import io.isotherm.model.IncomingBatch.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What the sender is told when not everything was kept: a problem document (RFC 9457). */
final class ReadingsProblem {
    /** So many refused items are listed; the rest is only counted. */
    private static final int MAX_ERRORS = 1_000;

    private final int status;
    private final JsonObject document;
    private int retryAfterSeconds;

    private ReadingsProblem(int status, String title, String detail) {
        this.status = status;
        document = JsonObject.of("type", "about:blank", "title", title, "status", status, "detail", detail);
    }

    static ReadingsProblem of(BodyException failure) {
        return new ReadingsProblem(failure.status(), failure.title(), String.valueOf(failure.getMessage()));
    }

    static ReadingsProblem malformed(String detail) {
        return new ReadingsProblem(400, "Malformed readings", detail + " Nothing of this message was kept.");
    }

    static ReadingsProblem refused(Ingest.Outcome outcome) {
        List<Refusal> refused = outcome.refused();
        String listed = refused.size() > MAX_ERRORS ? "; the first " + MAX_ERRORS + " are listed" : "";
        ReadingsProblem problem = new ReadingsProblem(
                422,
                "Readings refused",
                "Kept: " + counted(outcome.accepted(), "reading") + ". Refused, in whole or in part: "
                        + counted(refused.size(), "item") + listed + ".");
        JsonArray errors = new JsonArray();
        for (Refusal refusal : refused.subList(0, Math.min(refused.size(), MAX_ERRORS))) {
            errors.add(JsonObject.of("index", refusal.item(), "detail", refusal.detail()));
        }
        problem.document
                .put("kept", outcome.accepted())
                .put("refused", refused.size())
                .put("errors", errors);
        return problem;
    }

    static ReadingsProblem unavailable(int retryAfterSeconds, String detail) {
        ReadingsProblem problem = new ReadingsProblem(
                503, "Try again", detail + " Nothing of this message was kept: send it again later.");
        problem.retryAfterSeconds = Math.max(1, retryAfterSeconds);
        return problem;
    }

    static ReadingsProblem failed() {
        return new ReadingsProblem(500, "Server error", "An error of the server: this message may not have been kept.");
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** Answers, unless the sender has gone. */
    void send(RoutingContext routing) {
        if (!JsonRoutes.isOpen(routing)) {
            return;
        }
        if (retryAfterSeconds > 0) {
            routing.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfterSeconds));
        }
        routing.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(document.toBuffer());
    }
}
