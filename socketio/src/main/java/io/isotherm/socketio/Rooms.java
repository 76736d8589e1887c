package io.isotherm.socketio;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is in which room of a namespace. A socket's id is a room of its own that needs no entry here. From any thread; a
 * socket enters and leaves under its own lock, so none stays behind in a room when it disconnects.
 */
final class Rooms {
    private final Map<String, NamespaceSocket> sockets = new ConcurrentHashMap<>();
    private final Map<String, Set<NamespaceSocket>> rooms = new ConcurrentHashMap<>();

    void add(NamespaceSocket socket) {
        sockets.put(socket.id(), socket);
    }

    void remove(NamespaceSocket socket) {
        // Not the one that has the same id, and came in its place.
        sockets.remove(socket.id(), socket);
    }

    @Nullable
    NamespaceSocket socket(String id) {
        return sockets.get(id);
    }

    Iterable<NamespaceSocket> all() {
        return sockets.values();
    }

    void join(String room, NamespaceSocket socket) {
        rooms.compute(room, (name, members) -> {
            Set<NamespaceSocket> joined = members == null ? ConcurrentHashMap.newKeySet() : members;
            joined.add(socket);
            return joined;
        });
    }

    void leave(String room, NamespaceSocket socket) {
        rooms.computeIfPresent(room, (name, members) -> {
            members.remove(socket);
            return members.isEmpty() ? null : members;
        });
    }

    /** Calls the consumer once for each socket that is in any of {@code to} (in any at all if empty) and none of {@code except}. */
    void forEach(Set<String> to, Set<String> except, Consumer<NamespaceSocket> consumer) {
        if (to.isEmpty() && except.isEmpty()) {
            sockets.values().forEach(consumer);
            return;
        }
        Set<NamespaceSocket> left = Collections.newSetFromMap(new IdentityHashMap<>());
        for (String room : except) {
            visit(room, left::add);
        }
        if (to.isEmpty()) {
            for (NamespaceSocket socket : sockets.values()) {
                if (!left.contains(socket)) {
                    consumer.accept(socket);
                }
            }
        } else if (to.size() == 1 && left.isEmpty()) {
            visit(to.iterator().next(), consumer);
        } else {
            for (String room : to) {
                visit(room, socket -> {
                    if (left.add(socket)) {
                        consumer.accept(socket);
                    }
                });
            }
        }
    }

    /** The rooms that somebody is in. */
    Set<String> names() {
        return new HashSet<>(rooms.keySet());
    }

    private void visit(String room, Consumer<? super NamespaceSocket> consumer) {
        NamespaceSocket own = sockets.get(room);
        if (own != null) {
            consumer.accept(own);
        }
        Set<NamespaceSocket> members = rooms.get(room);
        if (members != null) {
            members.forEach(consumer);
        }
    }
}
