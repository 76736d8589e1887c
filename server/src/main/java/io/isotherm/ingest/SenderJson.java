package io.isotherm.ingest;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Senders as the API gives them, and as one process tells them to another. */
public final class SenderJson {
    private static final int MOST_TEXT = 1_000;

    /** A file that is replayed goes by its path. */
    private static final int MOST_ID = 5_000;

    private SenderJson() {}

    /** What {@code openapi.yaml} has as a {@code Sender}. */
    public static JsonObject of(Senders.Seen seen) {
        SenderLog.Counts counts = seen.counts();
        RefusedMessage refused = seen.lastRefused();
        return new JsonObject()
                .put("protocol", seen.protocol())
                .put("id", seen.id())
                .put("token", seen.token())
                .put("tokenName", seen.tokenName())
                .put("firstSeen", seen.firstSeen())
                .put("lastSeen", seen.lastSeen())
                .put("accepted", counts.accepted())
                .put("refused", counts.refused())
                .put("limited", counts.limited())
                .put("failed", counts.failed())
                .put("lastRefused", refused == null ? null : of(refused));
    }

    private static JsonObject of(RefusedMessage message) {
        JsonObject json = new JsonObject()
                .put("t", message.time())
                .put("place", message.place())
                .put("reasons", new JsonArray(message.reasons()))
                .put("bytes", message.bytes());
        return message.text() == null ? json.put("base64", message.base64()) : json.put("text", message.text());
    }

    /** @throws DecodeException when it is no sender, or breaks a bound */
    static Senders.Seen seen(JsonObject json) {
        try {
            JsonObject refused = json.getJsonObject("lastRefused");
            return new Senders.Seen(
                    required(json, "protocol", 40),
                    required(json, "id", MOST_ID),
                    text(json, "token", MOST_TEXT),
                    text(json, "tokenName", MOST_TEXT),
                    new SenderLog.Counts(
                            number(json, "accepted"),
                            number(json, "refused"),
                            number(json, "limited"),
                            number(json, "failed")),
                    number(json, "firstSeen"),
                    number(json, "lastSeen"),
                    refused == null ? null : refused(refused));
        } catch (ClassCastException e) {
            throw new DecodeException("a field of another type: " + e.getMessage());
        }
    }

    private static RefusedMessage refused(JsonObject json) {
        JsonArray reasons = json.getJsonArray("reasons");
        if (reasons == null || reasons.size() > RefusedMessage.MOST_REASONS) {
            throw new DecodeException("no reasons, or too many");
        }
        List<String> texts = reasons.stream()
                .map(reason -> bounded("reasons", (String) reason, MOST_TEXT))
                .toList();
        String text = text(json, "text", 2 * RefusedMessage.MOST_PAYLOAD);
        String base64 = text == null ? required(json, "base64", 2 * RefusedMessage.MOST_PAYLOAD) : null;
        long bytes = number(json, "bytes");
        if (bytes > Integer.MAX_VALUE) {
            throw new DecodeException("\"bytes\" is out of range");
        }
        return new RefusedMessage(
                number(json, "t"), required(json, "place", MOST_TEXT), texts, (int) bytes, text, base64);
    }

    private static long number(JsonObject json, String name) {
        if (!(json.getValue(name) instanceof Number number) || number.longValue() < 0) {
            throw new DecodeException("\"" + name + "\" is no number from 0");
        }
        return number.longValue();
    }

    private static @Nullable String text(JsonObject json, String name, int most) {
        Object value = json.getValue(name);
        return value == null ? null : bounded(name, (String) value, most);
    }

    private static String required(JsonObject json, String name, int most) {
        String text = text(json, name, most);
        if (text == null) {
            throw new DecodeException("no \"" + name + "\"");
        }
        return text;
    }

    private static String bounded(String name, @Nullable String text, int most) {
        if (text == null || text.length() > most) {
            throw new DecodeException("\"" + name + "\" is missing, or of more than " + most + " characters");
        }
        return text;
    }
}
