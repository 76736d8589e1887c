package io.isotherm.socketio.protocol;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes binary values out of JSON values and puts them back: where one was stands
 * {@code {"_placeholder":true,"num":n}} (Socket.IO protocol 5, "Packet encoding").
 */
final class Attachments {
    private static final String PLACEHOLDER = "_placeholder";
    private static final String NUM = "num";
    /** As deep as the JSON parser goes. */
    private static final int MAX_DEPTH = 1000;

    private Attachments() {}

    /**
     * A copy of a list fit for encoding: each binary value is replaced by a placeholder and added to
     * {@code attachments}; numbers that JSON does not have become null, as they do in JavaScript.
     */
    static List<@Nullable Object> takeOut(List<?> values, List<Buffer> attachments) {
        return takeOutOfAll(values, attachments, 0);
    }

    private static List<@Nullable Object> takeOutOfAll(Iterable<?> values, List<Buffer> attachments, int depth) {
        List<@Nullable Object> copy = new ArrayList<>();
        for (Object value : values) {
            copy.add(takeOutOf(value, attachments, depth + 1));
        }
        return copy;
    }

    private static @Nullable Object takeOutOf(@Nullable Object value, List<Buffer> attachments, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("value is nested deeper than " + MAX_DEPTH + " levels");
        }
        return switch (value) {
            case Buffer buffer -> placeholder(buffer, attachments);
            case byte[] array -> placeholder(Buffer.buffer(array), attachments);
            case JsonObject object -> takeOutOf(object.getMap(), attachments, depth);
            case JsonArray array -> takeOutOfAll(array.getList(), attachments, depth);
            case List<?> list -> takeOutOfAll(list, attachments, depth);
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    copy.put(String.valueOf(entry.getKey()), takeOutOf(entry.getValue(), attachments, depth + 1));
                }
                yield copy;
            }
            case Double number when !Double.isFinite(number) -> null;
            case Float number when !Float.isFinite(number) -> null;
            case null, default -> value;
        };
    }

    private static Map<String, Object> placeholder(Buffer buffer, List<Buffer> attachments) {
        Map<String, Object> placeholder = new LinkedHashMap<>();
        placeholder.put(PLACEHOLDER, true);
        placeholder.put(NUM, attachments.size());
        attachments.add(buffer);
        return placeholder;
    }

    /** A copy of a decoded list with each placeholder replaced by the attachment that it names. */
    static List<@Nullable Object> putBack(List<?> values, List<Buffer> attachments) throws MalformedPacketException {
        List<@Nullable Object> copy = new ArrayList<>(values.size());
        for (Object value : values) {
            copy.add(putBackInto(value, attachments));
        }
        return copy;
    }

    private static @Nullable Object putBackInto(@Nullable Object value, List<Buffer> attachments)
            throws MalformedPacketException {
        if (value instanceof List<?> list) {
            return putBack(list, attachments);
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        if (Boolean.TRUE.equals(map.get(PLACEHOLDER))) {
            if (map.get(NUM) instanceof Integer num && num >= 0 && num < attachments.size()) {
                return attachments.get(num);
            }
            throw new MalformedPacketException("placeholder of an attachment that there is not");
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            copy.put(String.valueOf(entry.getKey()), putBackInto(entry.getValue(), attachments));
        }
        return copy;
    }
}
