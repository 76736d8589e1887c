package io.isotherm.socketio;

import io.isotherm.socketio.engine.Audience;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is in which room of a namespace. A socket's id is a room of its own that needs no entry here. From any thread; a
 * socket enters and leaves under its own lock, so none stays behind in a room when it disconnects.
 *
 * <p>A room's audience is made when it is sent to, and kept until somebody enters or leaves.
 */
final class Rooms {
    private final Map<String, NamespaceSocket> sockets = new ConcurrentHashMap<>();
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();
    /** Everybody, whose members are the sockets. */
    private final Room everybody = new Room(sockets.values());

    void add(NamespaceSocket socket) {
        sockets.put(socket.id(), socket);
        everybody.forgetAudience();
    }

    void remove(NamespaceSocket socket) {
        // Not the one that has the same id, and came in its place.
        sockets.remove(socket.id(), socket);
        everybody.forgetAudience();
    }

    @Nullable
    NamespaceSocket socket(String id) {
        return sockets.get(id);
    }

    Iterable<NamespaceSocket> all() {
        return sockets.values();
    }

    void join(String room, NamespaceSocket socket) {
        rooms.compute(room, (name, known) -> {
            Room joined = known == null ? new Room(new HashSet<>()) : known;
            joined.add(socket);
            return joined;
        });
    }

    void leave(String room, NamespaceSocket socket) {
        rooms.computeIfPresent(room, (name, left) -> left.remove(socket) ? null : left);
    }

    /** A socket that is in these rooms is disconnected, and is sent nothing from now on. */
    void forgetAudiences(Collection<String> joined) {
        everybody.forgetAudience();
        for (String name : joined) {
            Room room = rooms.get(name);
            if (room != null) {
                room.forgetAudience();
            }
        }
    }

    /** The sockets that are in any of {@code to} (in any at all if empty) and in none of {@code except}, as of now. */
    Audience audience(Set<String> to, Set<String> except) {
        if (except.isEmpty() && to.isEmpty()) {
            return everybody.audience();
        }
        if (except.isEmpty() && to.size() == 1) {
            String name = to.iterator().next();
            Room room = rooms.get(name);
            if (room != null && !sockets.containsKey(name)) {
                return room.audience();
            }
        }
        return new Audience(choose(to, except).stream()
                .filter(NamespaceSocket::connected)
                .map(NamespaceSocket::session)
                .toList());
    }

    /** Calls with each socket that is in any of {@code to} (in any at all if empty) and in none of {@code except}. */
    void forEach(Set<String> to, Set<String> except, Consumer<? super NamespaceSocket> consumer) {
        choose(to, except).forEach(consumer);
    }

    private Collection<NamespaceSocket> choose(Set<String> to, Set<String> except) {
        if (except.isEmpty() && to.isEmpty()) {
            return sockets.values();
        }
        Set<NamespaceSocket> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (String room : except) {
            seen.addAll(members(room));
        }
        List<NamespaceSocket> chosen = new ArrayList<>();
        if (to.isEmpty()) {
            add(sockets.values(), seen, chosen);
        } else {
            for (String room : to) {
                add(members(room), seen, chosen);
            }
        }
        return chosen;
    }

    private static void add(
            Collection<NamespaceSocket> members, Set<NamespaceSocket> seen, Collection<NamespaceSocket> chosen) {
        for (NamespaceSocket socket : members) {
            if (seen.add(socket)) {
                chosen.add(socket);
            }
        }
    }

    private List<NamespaceSocket> members(String name) {
        Room room = rooms.get(name);
        List<NamespaceSocket> members = room == null ? new ArrayList<>(1) : room.members();
        NamespaceSocket own = sockets.get(name);
        if (own != null) {
            members.add(own);
        }
        return members;
    }

    /** The rooms that somebody is in. */
    Set<String> names() {
        return new HashSet<>(rooms.keySet());
    }

    /** The members of one room, and what was last made of them. */
    private static final class Room {
        private final Collection<NamespaceSocket> members;
        private volatile @Nullable Audience audience;

        Room(Collection<NamespaceSocket> members) {
            this.members = members;
        }

        synchronized void add(NamespaceSocket socket) {
            members.add(socket);
            audience = null;
        }

        /** Whether it is empty now. */
        synchronized boolean remove(NamespaceSocket socket) {
            members.remove(socket);
            audience = null;
            return members.isEmpty();
        }

        synchronized List<NamespaceSocket> members() {
            return new ArrayList<>(members);
        }

        synchronized void forgetAudience() {
            audience = null;
        }

        Audience audience() {
            Audience known = audience;
            return known == null || known.isStale() ? make() : known;
        }

        private synchronized Audience make() {
            Audience made = new Audience(members.stream()
                    .filter(NamespaceSocket::connected)
                    .map(NamespaceSocket::session)
                    .toList());
            audience = made;
            return made;
        }
    }
}
