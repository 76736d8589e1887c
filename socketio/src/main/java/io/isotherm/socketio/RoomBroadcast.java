package io.isotherm.socketio;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A choice of rooms of a namespace. */
record RoomBroadcast(ServerNamespace namespace, Set<String> rooms, Set<String> excepted) implements Broadcast {
    RoomBroadcast(ServerNamespace namespace) {
        this(namespace, Set.of(), Set.of());
    }

    @Override
    public Broadcast to(String room) {
        return new RoomBroadcast(namespace, with(rooms, room), excepted);
    }

    @Override
    public Broadcast except(String room) {
        return new RoomBroadcast(namespace, rooms, with(excepted, room));
    }

    private static Set<String> with(Set<String> rooms, String room) {
        Set<String> more = new HashSet<>(rooms);
        more.add(room);
        return Set.copyOf(more);
    }

    @Override
    public void emit(String event, @Nullable Object... args) {
        send(namespace.encode(event, args));
    }

    @Override
    public void send(EncodedEvent event) {
        namespace.check(event);
        namespace.send(rooms, excepted, event.packets());
    }

    @Override
    public void emitVolatile(String event, @Nullable Object... args) {
        sendVolatile(namespace.encode(event, args));
    }

    @Override
    public void sendVolatile(EncodedEvent event) {
        namespace.check(event);
        namespace.sendVolatile(rooms, excepted, event);
    }
}
