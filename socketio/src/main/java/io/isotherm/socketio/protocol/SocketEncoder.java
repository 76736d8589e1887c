package io.isotherm.socketio.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes Socket.IO packets, each into an Engine.IO message and one more for each binary attachment. */
public final class SocketEncoder {
    private static final byte[] CLOSING_BRACKET = {']'};

    private SocketEncoder() {}

    /**
     * Tells a client that it is connected.
     *
     * @param pid the secret by which it can have its state back; null where there is no recovery
     */
    public static WirePacket connect(String namespace, String sid, @Nullable String pid) {
        JsonObject payload = new JsonObject().put("sid", sid);
        if (pid != null) {
            payload.put("pid", pid);
        }
        return text(PacketHeader.CONNECT, namespace, payload);
    }

    /** Tells a client that it is not let in. */
    public static WirePacket connectError(String namespace, String message, @Nullable JsonObject data) {
        JsonObject payload = new JsonObject().put("message", message);
        if (data != null) {
            payload.put("data", data);
        }
        return text(PacketHeader.CONNECT_ERROR, namespace, payload);
    }

    /** Tells a client that it is no longer connected. */
    public static WirePacket disconnect(String namespace) {
        return WirePacket.text(prefix(PacketHeader.DISCONNECT, 0, namespace, SocketPacket.NO_ID));
    }

    /**
     * An event.
     *
     * @param id or {@link SocketPacket#NO_ID} when no answer is wanted
     * @throws IllegalArgumentException when the name is reserved or a value cannot be encoded
     */
    public static List<WirePacket> event(String namespace, long id, String name, @Nullable Object... args) {
        List<@Nullable Object> payload = new ArrayList<>(args.length + 1);
        payload.add(usable(name));
        for (Object arg : args) {
            payload.add(arg);
        }
        return encode(PacketHeader.EVENT, PacketHeader.BINARY_EVENT, namespace, id, payload);
    }

    /** An event whose one argument is JSON text already. */
    public static WirePacket rawEvent(String namespace, String name, Buffer jsonArgument) {
        String start =
                prefix(PacketHeader.EVENT, 0, namespace, SocketPacket.NO_ID) + "[" + Json.encode(usable(name)) + ",";
        return WirePacket.text(start.getBytes(UTF_8), jsonArgument.getBytes(), CLOSING_BRACKET);
    }

    /**
     * An event with one more argument at its end.
     *
     * @param event the packets of an event
     * @param offset that needs no escapes in JSON
     */
    public static List<WirePacket> withOffset(List<WirePacket> event, String offset) {
        List<WirePacket> packets = new ArrayList<>(event);
        WirePacket first = event.get(0);
        byte[] text = new byte[first.pollingSize()];
        first.writePolling(Unpooled.wrappedBuffer(text).writerIndex(0));
        byte[] end = (",\"" + offset + "\"]").getBytes(UTF_8);
        packets.set(0, WirePacket.text(Arrays.copyOf(text, text.length - CLOSING_BRACKET.length), end, new byte[0]));
        return packets;
    }

    /**
     * The answer to an event.
     *
     * @throws IllegalArgumentException when a value cannot be encoded
     */
    public static List<WirePacket> ack(String namespace, long id, @Nullable Object... args) {
        List<@Nullable Object> payload = new ArrayList<>(args.length);
        for (Object arg : args) {
            payload.add(arg);
        }
        return encode(PacketHeader.ACK, PacketHeader.BINARY_ACK, namespace, id, payload);
    }

    /** An answer whose one argument is JSON text already. */
    public static WirePacket rawAck(String namespace, long id, Buffer jsonArgument) {
        String start = prefix(PacketHeader.ACK, 0, namespace, id) + "[";
        return WirePacket.text(start.getBytes(UTF_8), jsonArgument.getBytes(), CLOSING_BRACKET);
    }

    private static List<WirePacket> encode(
            char type, char binaryType, String namespace, long id, List<@Nullable Object> payload) {
        List<Buffer> attachments = new ArrayList<>(0);
        String json = json(new JsonArray(Attachments.takeOut(payload, attachments)));
        char actual = attachments.isEmpty() ? type : binaryType;
        WirePacket text = WirePacket.text(prefix(actual, attachments.size(), namespace, id) + json);
        if (attachments.isEmpty()) {
            return List.of(text);
        }
        List<WirePacket> packets = new ArrayList<>(1 + attachments.size());
        packets.add(text);
        for (Buffer attachment : attachments) {
            packets.add(WirePacket.binary(attachment.getBytes()));
        }
        return packets;
    }

    private static WirePacket text(char type, String namespace, JsonObject payload) {
        return WirePacket.text(prefix(type, 0, namespace, SocketPacket.NO_ID) + payload.encode());
    }

    /** The Engine.IO packet type and the Socket.IO header. */
    private static String prefix(char type, int attachments, String namespace, long id) {
        StringBuilder prefix =
                new StringBuilder().append(EnginePacket.Type.MESSAGE.digit()).append(type);
        if (type == PacketHeader.BINARY_EVENT || type == PacketHeader.BINARY_ACK) {
            prefix.append(attachments).append('-');
        }
        if (!namespace.equals("/")) {
            prefix.append(namespace).append(',');
        }
        if (id != SocketPacket.NO_ID) {
            prefix.append(id);
        }
        return prefix.toString();
    }

    private static String usable(String event) {
        if (SocketDecoder.isReserved(event)) {
            throw new IllegalArgumentException("the event name is reserved: " + event);
        }
        return event;
    }

    private static String json(JsonArray payload) {
        try {
            return payload.encode();
        } catch (EncodeException e) {
            throw new IllegalArgumentException("a value is not JSON: " + e.getMessage(), e);
        }
    }
}
