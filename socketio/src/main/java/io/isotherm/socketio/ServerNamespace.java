package io.isotherm.socketio;

import io.isotherm.socketio.engine.EngineSession;
import io.isotherm.socketio.protocol.SocketEncoder;
import io.isotherm.socketio.protocol.SocketPacket;
import io.isotherm.socketio.protocol.WirePacket;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A namespace of a {@link SocketIoServer}. */
final class ServerNamespace implements Namespace {
    private final String name;
    private final SocketIoMetrics metrics;
    private final @Nullable Recovery recovery;
    private final Rooms rooms = new Rooms();
    private final Broadcast everyone = new RoomBroadcast(this);
    private final List<BiFunction<Handshake, JsonObject, Future<Void>>> checks = new CopyOnWriteArrayList<>();
    private final List<Consumer<Socket>> handlers = new CopyOnWriteArrayList<>();

    ServerNamespace(String name, SocketIoOptions options) {
        this.name = name;
        this.metrics = options.metrics();
        RecoveryOptions limits = options.recovery();
        this.recovery = limits == null ? null : new Recovery(this, options, limits);
    }

    SocketIoMetrics metrics() {
        return metrics;
    }

    @Nullable
    Recovery recovery() {
        return recovery;
    }

    @Override
    public String name() {
        return name;
    }

    Rooms rooms() {
        return rooms;
    }

    @Override
    public Namespace use(BiFunction<Handshake, JsonObject, Future<Void>> middleware) {
        checks.add(middleware);
        return this;
    }

    @Override
    public Namespace onConnection(Consumer<Socket> handler) {
        handlers.add(handler);
        return this;
    }

    /** Runs all checks, until one refuses. */
    Future<Void> check(Handshake handshake) {
        Future<Void> passed = Future.succeededFuture();
        for (BiFunction<Handshake, JsonObject, Future<Void>> check : checks) {
            passed = passed.compose(previous -> check.apply(handshake, handshake.auth()));
        }
        return passed;
    }

    /** Tells a client that it is connected, and lets it hear what is sent from now on. */
    NamespaceSocket enter(Claim claim, Handshake handshake, EngineSession session, Consumer<NamespaceSocket> left) {
        if (recovery != null) {
            return recovery.enter(claim, handshake, session, left);
        }
        NamespaceSocket socket =
                new NamespaceSocket(this, session, handshake, left, Identity.withoutRecovery(), null, 0);
        session.send(SocketEncoder.connect(name, socket.id(), null));
        rooms.add(socket);
        return socket;
    }

    /** Tells the application of a socket. */
    void connected(NamespaceSocket socket) {
        for (Consumer<Socket> handler : handlers) {
            socket.call("connection", () -> handler.accept(socket));
        }
    }

    @Override
    public Broadcast to(String room) {
        return everyone.to(room);
    }

    @Override
    public Broadcast except(String room) {
        return everyone.except(room);
    }

    @Override
    public void emit(String event, @Nullable Object... args) {
        everyone.emit(event, args);
    }

    @Override
    public void send(EncodedEvent event) {
        everyone.send(event);
    }

    @Override
    public Collection<Socket> sockets() {
        Collection<Socket> now = new ArrayList<>();
        rooms.all().forEach(now::add);
        return now;
    }

    @Override
    public EncodedEvent encode(String event, @Nullable Object... args) {
        return new EncodedEvent(name, SocketEncoder.event(name, SocketPacket.NO_ID, event, args));
    }

    @Override
    public EncodedEvent encodeRaw(String event, Buffer jsonArgument) {
        return new EncodedEvent(name, List.of(SocketEncoder.rawEvent(name, event, jsonArgument)));
    }

    /** Sends to the sockets of rooms, see {@link Rooms#forEach}. */
    void send(Set<String> to, Set<String> except, List<WirePacket> event) {
        if (recovery == null) {
            rooms.audience(to, except).send(event);
        } else {
            recovery.send(to, except, event);
        }
    }

    /** Sends to those sockets of rooms that are writable. */
    void sendVolatile(Set<String> to, Set<String> except, EncodedEvent event) {
        if (recovery == null) {
            rooms.audience(to, except).sendVolatile(event.packets());
        } else {
            recovery.sendVolatile(to, except, event.packets());
        }
    }

    void check(EncodedEvent event) {
        if (!event.namespace().equals(name)) {
            throw new IllegalArgumentException("encoded for " + event.namespace() + ", not for " + name);
        }
    }
}
