package io.isotherm.socketio.protocol;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes Socket.IO packets of the messages of one connection: a packet with binary attachments comes as a text message
 * and then each attachment as a message of its own. After an exception the decoder is of no further use.
 */
public final class SocketDecoder {
    /** Events by which the client libraries speak to themselves; nobody sends them. */
    private static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private static final JsonArray NONE = new JsonArray();

    private final int maxAttachments;
    private final int maxBytes;

    private @Nullable PacketHeader incomplete;
    private JsonArray payload = NONE;
    private final List<Buffer> attachments = new ArrayList<>(0);
    private long bytes;

    /**
     * @param maxAttachments that one packet may have
     * @param maxBytes of all attachments of a packet together
     */
    public SocketDecoder(int maxAttachments, int maxBytes) {
        this.maxAttachments = maxAttachments;
        this.maxBytes = maxBytes;
    }

    /** Whether no packet may carry an event of this name. */
    public static boolean isReserved(String event) {
        return RESERVED.contains(event);
    }

    /** Takes a text message; returns the packet, or null when attachments of it must come first. */
    public @Nullable SocketPacket text(String message) throws MalformedPacketException {
        if (incomplete != null) {
            throw new MalformedPacketException("text message in place of an attachment");
        }
        PacketHeader header = PacketHeader.parse(message, maxAttachments);
        String json = message.substring(header.end());
        return switch (header.type()) {
            case PacketHeader.CONNECT -> new SocketPacket.Connect(header.namespace(), object(json));
            case PacketHeader.CONNECT_ERROR -> new SocketPacket.ConnectError(header.namespace(), object(json));
            case PacketHeader.DISCONNECT -> {
                if (!json.isEmpty()) {
                    throw new MalformedPacketException("DISCONNECT with a payload");
                }
                yield new SocketPacket.Disconnect(header.namespace());
            }
            default -> begin(header, array(json));
        };
    }

    /** Takes a binary message; returns the packet when this was its last attachment, else null. */
    public @Nullable SocketPacket binary(Buffer message) throws MalformedPacketException {
        PacketHeader header = incomplete;
        if (header == null) {
            throw new MalformedPacketException("binary message that belongs to no packet");
        }
        bytes += message.length();
        if (bytes > maxBytes) {
            throw new MalformedPacketException("attachments of more than " + maxBytes + " bytes");
        }
        attachments.add(message);
        return attachments.size() == header.attachments() ? complete(header) : null;
    }

    private @Nullable SocketPacket begin(PacketHeader header, JsonArray array) throws MalformedPacketException {
        if (!header.isBinary()) {
            return packet(header, array);
        }
        payload = array;
        return header.attachments() == 0 ? complete(header) : await(header);
    }

    private @Nullable SocketPacket await(PacketHeader header) {
        incomplete = header;
        return null;
    }

    private SocketPacket complete(PacketHeader header) throws MalformedPacketException {
        JsonArray whole = new JsonArray(Attachments.putBack(payload.getList(), List.copyOf(attachments)));
        incomplete = null;
        payload = NONE;
        attachments.clear();
        bytes = 0;
        return packet(header, whole);
    }

    private static SocketPacket packet(PacketHeader header, JsonArray array) throws MalformedPacketException {
        if (header.type() == PacketHeader.ACK || header.type() == PacketHeader.BINARY_ACK) {
            if (header.id() == SocketPacket.NO_ID) {
                throw new MalformedPacketException("ACK without an id");
            }
            return new SocketPacket.Ack(header.namespace(), header.id(), array);
        }
        if (array.isEmpty()) {
            throw new MalformedPacketException("event without a name");
        }
        Object name = array.remove(0);
        if (!(name instanceof String || name instanceof Number) || RESERVED.contains(name.toString())) {
            throw new MalformedPacketException("event with an unusable name");
        }
        return new SocketPacket.Event(header.namespace(), header.id(), name.toString(), array);
    }

    private static JsonObject object(String json) throws MalformedPacketException {
        try {
            return json.isEmpty() ? new JsonObject() : new JsonObject(json);
        } catch (DecodeException | ClassCastException e) {
            throw new MalformedPacketException("payload is not a JSON object");
        }
    }

    private static JsonArray array(String json) throws MalformedPacketException {
        try {
            return new JsonArray(json);
        } catch (DecodeException | ClassCastException e) {
            throw new MalformedPacketException("payload is not a JSON array");
        }
    }
}
