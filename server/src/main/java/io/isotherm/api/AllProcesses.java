package io.isotherm.api;

import io.isotherm.broker.Peers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this process and all others that share the store are: {@code GET /api/v1/status/parts}. Every process answers the
 * others, whatever its roles.
 */
public final class AllProcesses {
    private static final Logger LOG = LoggerFactory.getLogger(AllProcesses.class);

    private static final String TOPIC = "parts";
    private static final int MOST_PARTS = 100;
    private static final int MOST_TEXT = 2_000;
    private static final Set<String> STATES = Set.of("ok", "degraded", "down");
    private static final Set<String> ROLES = Set.of("ingest", "live", "worker");

    private final ProcessStatus here;
    private final Peers peers;

    /** @param here it tells others of this process from now on */
    public AllProcesses(ProcessStatus here, Peers peers) {
        this.here = here;
        this.peers = peers;
        peers.answer(TOPIC, question -> here.document().toBuffer().getBytes());
    }

    ProcessStatus here() {
        return here;
    }

    void mount(Router router) {
        router.route("/api/v1/status/parts")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::tell);
    }

    private void tell(RoutingContext context) {
        Query.of(context.queryParams());
        Future.fromCompletionStage(
                        peers.ask(TOPIC, new byte[0]), context.vertx().getOrCreateContext())
                .map(this::document)
                .onSuccess(document -> {
                    if (!context.response().closed()) {
                        Json.send(context, document);
                    }
                })
                .onFailure(context::fail);
    }

    private JsonObject document(Peers.Replies replies) {
        List<JsonObject> others = new ArrayList<>();
        int unread = 0;
        for (byte[] answer : replies.answers()) {
            try {
                others.add(read(answer));
            } catch (RuntimeException e) {
                // Whatever it stumbles over is the answer's.
                unread++;
                LOG.warn("another process's parts not understood reason=\"{}\"", e.getMessage());
            }
        }
        others.sort(Comparator.comparing(other -> other.getString("process")));
        Integer missing = replies.missing();
        return here.document()
                .put("others", new JsonArray(others))
                .put("missing", missing == null ? null : Integer.valueOf(missing + unread));
    }

    /** @throws RuntimeException when it is no answer, or breaks a bound; fields that are not known are left out */
    static JsonObject read(byte[] answer) {
        JsonObject told = new JsonObject(Buffer.buffer(answer));
        JsonArray roles = told.getJsonArray("roles");
        JsonArray items = told.getJsonArray("items");
        if (roles == null || !ROLES.containsAll(roles.getList()) || roles.size() > ROLES.size()) {
            throw new DecodeException("no roles that are known");
        }
        if (items == null || items.size() > MOST_PARTS) {
            throw new DecodeException("no parts, or more than " + MOST_PARTS);
        }
        JsonArray parts = new JsonArray();
        for (int i = 0; i < items.size(); i++) {
            parts.add(part(items.getJsonObject(i)));
        }
        return new JsonObject()
                .put("process", text(told, "process"))
                .put("state", state(told))
                .put("roles", roles)
                .put("items", parts);
    }

    private static JsonObject part(JsonObject told) {
        if (!(told.getValue("since") instanceof Number since)) {
            throw new DecodeException("a part without a time");
        }
        JsonObject part = new JsonObject()
                .put("part", text(told, "part"))
                .put("state", state(told))
                .put("since", since.longValue());
        for (String optional : List.of("condition", "detail", "advice")) {
            if (told.getValue(optional) != null) {
                part.put(optional, text(told, optional));
            }
        }
        return part;
    }

    private static String state(JsonObject told) {
        String state = text(told, "state");
        if (!STATES.contains(state)) {
            throw new DecodeException("a state that is not known");
        }
        return state;
    }

    private static String text(JsonObject told, String name) {
        if (!(told.getValue(name) instanceof String text) || text.isEmpty() || text.length() > MOST_TEXT) {
            throw new DecodeException("\"" + name + "\" is no text of 1 to " + MOST_TEXT + " characters");
        }
        return text;
    }
}
