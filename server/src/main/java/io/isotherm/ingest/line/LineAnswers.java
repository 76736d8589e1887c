package io.isotherm.ingest.line;

import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.http.BodyException;
import io.isotherm.model.IncomingBatch.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * The answers that clients of InfluxDB know what to do with. 204: kept. 400: nothing could be read, do not send it again.
 * 422, for version 1 likewise 400 with {@code partial write}: the others are kept. 413: send smaller bodies. 503 with
 * {@code Retry-After}, and never 4xx, which Telegraf and others take for a reason to throw away: nothing was kept, send
 * it again. (influxdata/telegraf, plugins/outputs/influxdb and influxdb_v2, http.go.)
 */
enum LineAnswers {
    /** {@code {"error":…}}, with the same in a header as well, but for 401 (influxdata/influxdb 1.x, httpd/handler.go). */
    FIRST {
        @Override
        void head(HttpServerResponse response, int status, String message) {
            if (status != 401) {
                response.putHeader("X-Influxdb-Error", inHeader(message));
            }
        }

        @Override
        JsonObject document(int status, String message) {
            return new JsonObject().put("error", message);
        }

        @Override
        int partial() {
            return 400;
        }
    },
    /** {@code {"code":…,"message":…}}, with the code in a header as well. */
    SECOND {
        @Override
        void head(HttpServerResponse response, int status, String message) {
            response.putHeader("X-Platform-Error-Code", code(status));
        }

        @Override
        JsonObject document(int status, String message) {
            return new JsonObject().put("code", code(status)).put("message", message);
        }

        @Override
        int partial() {
            return 422;
        }
    };

    /** Refused lines that an answer tells of. */
    private static final int MOST_TOLD = 10;

    /** Characters of a message in a header: as many as InfluxDB 1 sends. */
    private static final int MOST_IN_HEADER = 1_024;

    abstract void head(HttpServerResponse response, int status, String message);

    abstract JsonObject document(int status, String message);

    /** The status for a body of which some lines were kept and some not. */
    abstract int partial();

    void kept(RoutingContext routing, Ingest.Outcome outcome) {
        List<Refusal> refused = outcome.refused();
        if (refused.isEmpty()) {
            routing.response().setStatusCode(204).end();
        } else if (outcome.accepted() == 0) {
            send(routing.response(), 400, "unable to parse: " + told(refused));
        } else {
            send(
                    routing.response(),
                    partial(),
                    (this == SECOND ? "failure writing points to database: " : "") + "partial write: " + told(refused)
                            + " dropped=" + refused.size());
        }
    }

    void failed(RoutingContext routing, BodyException failure) {
        int status = failure.status();
        if (status == 408) {
            // A slow network is no fault of what was sent: 408 would be the end of it.
            routing.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
            status = 503;
        }
        send(routing.response(), status, failure.detail());
    }

    void send(HttpServerResponse response, int status, String message) {
        head(response, status, message);
        LineRoutes.send(response, status, document(status, message));
    }

    // What a client sent may be part of it: nothing but printable ASCII is for a header.
    private static String inHeader(String message) {
        String printable = message.replaceAll("[^\\x20-\\x7E]", "?");
        return printable.substring(0, Math.min(MOST_IN_HEADER, printable.length()));
    }

    private static String told(List<Refusal> refused) {
        StringBuilder told = new StringBuilder();
        for (Refusal refusal : refused.subList(0, Math.min(MOST_TOLD, refused.size()))) {
            told.append(told.isEmpty() ? "" : " ")
                    .append("line ")
                    .append(refusal.item() + 1)
                    .append(": ")
                    .append(refusal.detail());
        }
        return told.append(refused.size() > MOST_TOLD ? " And " + (refused.size() - MOST_TOLD) + " more." : "")
                .toString();
    }

    // The words of Influx's API for a status ("code" of its Error).
    private static String code(int status) {
        return switch (status) {
            case 400, 415 -> "invalid";
            case 401 -> "unauthorized";
            case 403 -> "forbidden";
            case 404 -> "not found";
            case 405 -> "method not allowed";
            case 413 -> "request too large";
            case 422 -> "unprocessable entity";
            case 429 -> "too many requests";
            case 503 -> "unavailable";
            default -> status < 500 ? "invalid" : "internal error";
        };
    }
}
