package io.isotherm.socketio;

import io.isotherm.socketio.engine.CloseReason;
import io.isotherm.socketio.engine.EngineSession;
import io.isotherm.socketio.engine.SecretIds;
import io.isotherm.socketio.protocol.SocketEncoder;
import io.isotherm.socketio.protocol.WirePacket;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connection state recovery of one namespace: clients whose connection breaks off may come back as who they were, and get
 * what they missed (Socket.IO, "Connection state recovery").
 *
 * <p>Each event is numbered, and carries its number to the client as an offset. That a client which received number n
 * misses nothing up to n holds only if all receive in the order of numbers: so an event gets its number and is handed to
 * the sessions' mailboxes under one lock, this object's. Nobody is called under it who could wait or call back.
 */
final class Recovery {
    /** Time in which what a client sent by one connection before it opened another has come. */
    private static final long GOODBYE_MILLIS = 200;

    /** @param left completed when it has left and its client may come back */
    private record Live(NamespaceSocket socket, List<Object> credentials, long since, Promise<Void> left) {}

    private final ServerNamespace namespace;
    private final RecoveryOptions limits;
    private final int maxQueuedBytes;
    private final long keepMillis;
    private final SocketIoMetrics metrics;
    /** Tells the offsets of this log from those of one before a restart. */
    private final String epoch = SecretIds.next().substring(0, 8) + ".";

    private final EventLog log;
    private final Map<String, Live> live = new HashMap<>();
    private final LinkedHashMap<String, Remembered> remembered = new LinkedHashMap<>();

    Recovery(ServerNamespace namespace, SocketIoOptions options, RecoveryOptions limits) {
        this.namespace = namespace;
        this.limits = limits;
        this.maxQueuedBytes = options.maxQueuedBytes();
        this.metrics = options.metrics();
        this.log = new EventLog(limits.maxBytes(), limits.maxPackets());
        // A connection may have been dead for as long as a heartbeat takes before it was found to be.
        this.keepMillis = limits.maxDisconnection().toMillis() + options.heartbeatMillis();
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    /** The number of the last event. From any thread, without the lock. */
    long last() {
        return log.last();
    }

    // ---- sending ----

    synchronized void send(Set<String> to, Set<String> except, List<WirePacket> event) {
        long number = log.last() + 1;
        List<WirePacket> packets = SocketEncoder.withOffset(event, epoch + number);
        log.append(packets, null, to, except, now());
        namespace.rooms().forEach(to, except, socket -> socket.send(packets, number));
    }

    /** Sends to the client of a socket, which may have come back as another, or may yet come back. */
    synchronized void send(NamespaceSocket socket, List<WirePacket> event) {
        if (socket.identity().over().get()) {
            return;
        }
        long number = log.last() + 1;
        List<WirePacket> packets = SocketEncoder.withOffset(event, epoch + number);
        log.append(packets, socket.id(), Set.of(), Set.of(), now());
        NamespaceSocket current = namespace.rooms().socket(socket.id());
        if (current != null) {
            current.send(packets, number);
        }
    }

    /** Sends to one socket, and keeps nothing. */
    synchronized void sendVolatile(NamespaceSocket socket, List<WirePacket> event) {
        socket.send(SocketEncoder.withOffset(event, epoch + log.last()));
    }

    /** Sends to those who are writable, and keeps nothing. */
    synchronized void sendVolatile(Set<String> to, Set<String> except, List<WirePacket> event) {
        // With the number of the event before, as the client takes whatever text comes last for an offset.
        List<WirePacket> packets = SocketEncoder.withOffset(event, epoch + log.last());
        namespace.rooms().audience(to, except).sendVolatile(packets);
    }

    // ---- coming and going ----

    private static List<Object> credentials(Claim claim, Handshake handshake) {
        return List.of(
                List.copyOf(handshake.headers().getAll("Authorization")),
                List.copyOf(handshake.headers().getAll("Cookie")),
                claim.shown());
    }

    /**
     * Ends the connection that a client still has, as far as we know; done when the application has heard of it. A client
     * that left and connects anew may be faster than its goodbye, so that is waited for.
     */
    Future<Void> release(Claim claim, Handshake handshake) {
        Live known;
        synchronized (this) {
            known = claim.pid() == null ? null : live.get(claim.pid());
        }
        if (known == null || !known.credentials().equals(credentials(claim, handshake))) {
            return Future.succeededFuture();
        }
        EngineSession old = known.socket().session();
        ScheduledFuture<?> closing =
                old.schedule(() -> old.close(CloseReason.CLIENT, "came back by another connection"), GOODBYE_MILLIS);
        return known.left().future().onComplete(gone -> {
            if (closing != null) {
                closing.cancel(false);
            }
        });
    }

    /** Lets a client in: as who it was, with what it missed, or as somebody new. */
    synchronized NamespaceSocket enter(
            Claim claim, Handshake handshake, EngineSession session, Consumer<NamespaceSocket> left) {
        List<Object> credentials = credentials(claim, handshake);
        Remembered state = claim.pid() == null ? null : remembered(claim.pid(), credentials);
        List<EventLog.Entry> missed = state == null ? null : missed(state, claim.offset());
        if (claim.pid() != null) {
            metrics.recovery(missed != null);
        }
        Identity identity = state == null || missed == null
                ? Identity.withRecovery()
                : state.identity().again();
        NamespaceSocket socket = new NamespaceSocket(namespace, session, handshake, left, identity, this, log.last());
        session.send(SocketEncoder.connect(namespace.name(), identity.id(), identity.pid()));
        namespace.rooms().add(socket);
        long since = log.last();
        if (state != null && missed == null) {
            end(state.identity());
        } else if (state != null && missed != null) {
            remembered.remove(socket.pid());
            since = state.since();
            socket.restore(state.rooms(), state.lastEvent());
            missed.forEach(event -> socket.send(event.packets(), event.number()));
        }
        live.put(socket.pid(), new Live(socket, credentials, since, Promise.promise()));
        return socket;
    }

    private @Nullable Remembered remembered(String pid, List<Object> credentials) {
        Remembered state = remembered.get(pid);
        // Whoever comes with another's secret and not with the rest must not destroy what is kept for the other.
        return state == null
                        || !state.credentials().equals(credentials)
                        || now() - state.time() > limits.maxDisconnection().toMillis()
                ? null
                : state;
    }

    /** What a client has missed, in order; null when that is not known, or is more than may be queued for it. */
    private @Nullable List<EventLog.Entry> missed(Remembered state, @Nullable String offset) {
        long from = offset == null ? state.since() : number(offset);
        if (from < 0) {
            return null;
        }
        // An offset may be that of a connection before this one.
        from = Math.max(from, state.since());
        if (from >= state.lastEvent()) {
            from = Math.max(from, state.until()); // what came until then went to others
        }
        if (!log.reaches(from)) {
            return null;
        }
        List<EventLog.Entry> missed = new ArrayList<>();
        long bytes = 0;
        for (EventLog.Entry event : log.after(from)) {
            if (state.hears(event)) {
                missed.add(event);
                bytes += event.bytes();
            }
        }
        // Half, so that there is room for what comes next: nobody comes back to be disconnected as slow.
        return bytes > maxQueuedBytes / 2 ? null : missed;
    }

    /** The number in an offset; -1 when it is not one of ours. */
    private long number(String offset) {
        if (!offset.startsWith(epoch) || offset.length() - epoch.length() > 18) {
            return -1;
        }
        try {
            return Math.max(-1, Long.parseLong(offset, epoch.length(), offset.length(), 10));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** A connection breaks off: what is sent to the socket from now on is kept for it if its client may come back. */
    synchronized void breakOff(NamespaceSocket socket, DisconnectReason reason) {
        Live was = live.get(socket.pid());
        if (was != null && was.socket() == socket && reason.isRecoverable() && socket.connected()) {
            socket.remember(new Remembered(
                    socket.identity(),
                    was.credentials(),
                    was.since(),
                    socket.lastEvent(),
                    log.last(),
                    socket.joined(),
                    now()));
        }
    }

    /** The application has heard that the socket is gone: now its client may come back. */
    void gone(NamespaceSocket socket) {
        Live was;
        synchronized (this) {
            was = live.get(socket.pid());
            if (was == null || was.socket() != socket) {
                return;
            }
            live.remove(socket.pid());
            Remembered state = socket.remembered();
            if (state != null && !state.identity().over().get()) {
                remembered.put(socket.pid(), state);
            } else {
                end(socket.identity());
            }
            while (remembered.size() > limits.maxSessions()) {
                end(remembered.firstEntry().getValue().identity());
            }
        }
        was.left().tryComplete();
    }

    /** The client of a socket that was disconnected may not come back; if it is back, it is no longer this socket's. */
    synchronized void forget(NamespaceSocket socket) {
        Live current = live.get(socket.pid());
        if (current == null || current.socket() == socket) {
            end(socket.identity());
        }
    }

    /** Sends nothing more to a client, and keeps nothing for it. */
    private void end(Identity identity) {
        identity.over().set(true);
        remembered.remove(String.valueOf(identity.pid()));
    }

    /** Forgets what is too old; to be called now and then. */
    synchronized void expire() {
        long now = now();
        log.forgetBefore(now - keepMillis);
        // In the order in which they went.
        while (!remembered.isEmpty()
                && now - remembered.firstEntry().getValue().time()
                        > limits.maxDisconnection().toMillis()) {
            end(remembered.firstEntry().getValue().identity());
        }
    }

    /** Clients that may come back. */
    synchronized int size() {
        return remembered.size();
    }
}
