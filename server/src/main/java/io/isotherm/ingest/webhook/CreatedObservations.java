package io.isotherm.ingest.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isotherm.ingest.Ingest;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.IncomingBatch.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request that creates observations (OGC 18-088, 10.2 and 13.3): 201, of one observation with its link
 * in {@code Location}, of several with their links as an array in the message's order, {@code "error"} in the place of
 * each that was refused; 400 when all were.
 *
 * <p>An observation's id is its Datastream's and its time. One without a time gets it at the door, so the link is that of
 * its Datastream.
 */
final class CreatedObservations {
    private static final String KEY = "sensorthings/";

    private @Nullable IncomingBatch batch;
    private boolean several;

    /** Remembers what was read of the request. */
    IncomingBatch of(IncomingBatch read, boolean isArray) {
        batch = read;
        several = isArray;
        return read;
    }

    void answer(RoutingContext routing, Ingest.Outcome outcome) {
        IncomingBatch read = batch;
        if (read == null || (outcome.accepted() == 0 && !outcome.refused().isEmpty())) {
            Refused.problem(400, outcome).send(routing);
            return;
        }
        String[] links = links(routing, read, outcome);
        routing.response().setStatusCode(201);
        if (several) {
            JsonArray body = new JsonArray();
            for (String link : links) {
                body.add(link);
            }
            routing.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(body.toBuffer());
        } else {
            if (links.length > 0) {
                routing.response().putHeader(HttpHeaders.LOCATION, links[0]);
            }
            routing.response().end();
        }
    }

    // Each item has one reading or one refusal.
    private static String[] links(RoutingContext routing, IncomingBatch read, Ingest.Outcome outcome) {
        String root = root(routing);
        String[] links = new String[read.size() + read.refusals().size()];
        for (int i = 0; i < read.size(); i++) {
            String id = read.keys().get(read.key(i)).key().substring(KEY.length());
            links[read.item(i)] = root + link(id, read.time(i));
        }
        for (Refusal refusal : outcome.refused()) {
            links[refusal.item()] = "error";
        }
        return links;
    }

    private static String link(String datastream, long time) {
        String id = URLEncoder.encode(datastream, UTF_8).replace("+", "%20");
        return time == IncomingBatch.NO_TIME
                ? "/v1.1/Datastreams(" + id + ")/Observations"
                : "/v1.1/Observations('" + id + "@" + time + "')";
    }

    private static String root(RoutingContext routing) {
        var authority = routing.request().authority();
        return authority == null ? "" : routing.request().scheme() + "://" + authority;
    }
}
