package io.isotherm.socketio;

import io.isotherm.socketio.engine.CloseReason;
import io.isotherm.socketio.engine.EngineSession;
import io.isotherm.socketio.engine.SessionListener;
import io.isotherm.socketio.protocol.MalformedPacketException;
import io.isotherm.socketio.protocol.SocketDecoder;
import io.isotherm.socketio.protocol.SocketEncoder;
import io.isotherm.socketio.protocol.SocketPacket;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session's sockets, one a namespace. All of it is of the session's event loop. */
final class ClientConnection implements SessionListener {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final EngineSession session;
    private final SocketIoOptions options;
    private final Function<String, @Nullable ServerNamespace> namespaces;
    private final SocketDecoder decoder;
    private Map<String, NamespaceSocket> sockets = Map.of();
    /** Namespaces whose checks run, each with a mark of the attempt. */
    private Map<String, Object> attempts = Map.of();
    /** Namespaces that were left, whose late packets are no fault. */
    private Set<String> left = Set.of();

    private @Nullable ScheduledFuture<?> connectTimer;
    private boolean closed;

    ClientConnection(
            EngineSession session, SocketIoOptions options, Function<String, @Nullable ServerNamespace> namespaces) {
        this.session = session;
        this.options = options;
        this.namespaces = namespaces;
        this.decoder = new SocketDecoder(options.maxAttachments(), options.maxPayload());
        awaitConnect();
    }

    /** A client that is in no namespace is of no use to anyone. */
    private void awaitConnect() {
        connectTimer = session.schedule(
                () -> {
                    if (sockets.isEmpty()) {
                        session.close(CloseReason.APPLICATION, "not connected to a namespace in time");
                    }
                },
                options.connectTimeout().toMillis());
    }

    private void stopAwaiting() {
        ScheduledFuture<?> timer = connectTimer;
        if (timer != null) {
            timer.cancel(false);
            connectTimer = null;
        }
    }

    @Override
    public void text(String message) throws MalformedPacketException {
        received(decoder.text(message));
    }

    @Override
    public void binary(Buffer message) throws MalformedPacketException {
        received(decoder.binary(message));
    }

    private void received(@Nullable SocketPacket packet) throws MalformedPacketException {
        switch (packet) {
            case null -> {} // attachments are to come
            case SocketPacket.Connect connect -> connect(connect);
            case SocketPacket.Disconnect disconnect -> disconnect(disconnect.namespace());
            case SocketPacket.Event event -> {
                NamespaceSocket socket = socket(event.namespace());
                if (socket != null) {
                    socket.received(event);
                }
            }
            case SocketPacket.Ack ack -> {
                NamespaceSocket socket = socket(ack.namespace());
                if (socket != null) {
                    socket.received(ack);
                }
            }
            case SocketPacket.ConnectError error -> throw new MalformedPacketException("CONNECT_ERROR from a client");
        }
    }

    /** The socket of a namespace; null when it was left, as the client may not have known. */
    private @Nullable NamespaceSocket socket(String namespace) throws MalformedPacketException {
        NamespaceSocket socket = sockets.get(namespace);
        if (socket == null && !left.contains(namespace)) {
            throw new MalformedPacketException("packet for a namespace that the client is not connected to");
        }
        return socket;
    }

    private void connect(SocketPacket.Connect packet) throws MalformedPacketException {
        String name = packet.namespace();
        ServerNamespace namespace = namespaces.apply(name);
        if (namespace == null) {
            session.send(SocketEncoder.connectError(name, "Invalid namespace", null));
            return;
        }
        if (sockets.containsKey(name) || attempts.containsKey(name)) {
            throw new MalformedPacketException("second CONNECT to a namespace");
        }
        Object attempt = new Object();
        if (attempts.isEmpty()) {
            attempts = new HashMap<>(4);
        }
        attempts.put(name, attempt);
        Recovery recovery = namespace.recovery();
        Claim claim = recovery == null ? Claim.nothing(packet.auth()) : Claim.of(packet.auth());
        Handshake handshake = new Handshake(session.opening(), claim.auth());
        Future<Void> checked = namespace.check(handshake);
        if (recovery != null && claim.pid() != null) {
            checked = checked.compose(passed -> recovery.release(claim, handshake));
        }
        if (checked.succeeded()) {
            connected(namespace, handshake, claim, attempt);
        } else {
            checked.onComplete(result -> session.execute(() -> {
                if (result.succeeded()) {
                    connected(namespace, handshake, claim, attempt);
                } else {
                    refused(name, attempt, result.cause());
                }
            }));
        }
    }

    private void connected(ServerNamespace namespace, Handshake handshake, Claim claim, Object attempt) {
        if (closed || !endAttempt(namespace.name(), attempt)) {
            return;
        }
        stopAwaiting();
        NamespaceSocket socket = namespace.enter(claim, handshake, session, this::disconnectedByServer);
        Map<String, NamespaceSocket> more = new HashMap<>(sockets);
        more.put(namespace.name(), socket);
        sockets = Map.copyOf(more);
        if (left.contains(namespace.name())) {
            left.remove(namespace.name());
        }
        namespace.connected(socket);
    }

    /** Whether this attempt was still going on. What is empty is not kept: there may be many connections. */
    private boolean endAttempt(String name, @Nullable Object attempt) {
        if (attempt == null || !attempt.equals(attempts.get(name))) {
            return false;
        }
        attempts.remove(name);
        if (attempts.isEmpty()) {
            attempts = Map.of();
        }
        return true;
    }

    private void refused(String name, Object attempt, Throwable cause) {
        if (closed || !endAttempt(name, attempt)) {
            return;
        }
        if (cause instanceof RefusedException refused) {
            session.send(SocketEncoder.connectError(name, String.valueOf(refused.getMessage()), refused.data()));
        } else {
            LOG.warn("event=connect.check.failed namespace={} detail=\"{}\"", name, String.valueOf(cause));
            session.send(SocketEncoder.connectError(name, "Refused", null));
        }
    }

    private void disconnect(String name) {
        endAttempt(name, attempts.get(name));
        NamespaceSocket socket = sockets.get(name);
        if (socket != null) {
            forget(socket);
            socket.finish(DisconnectReason.CLIENT_DISCONNECT);
        }
    }

    private void disconnectedByServer(NamespaceSocket socket) {
        if (sockets.containsValue(socket)) {
            forget(socket);
        }
    }

    private void forget(NamespaceSocket socket) {
        String name = socket.namespace().name();
        Map<String, NamespaceSocket> fewer = new HashMap<>(sockets);
        fewer.remove(name);
        sockets = Map.copyOf(fewer);
        if (left.isEmpty()) {
            left = new HashSet<>(4);
        }
        left.add(name);
        if (sockets.isEmpty() && !closed) {
            awaitConnect();
        }
    }

    @Override
    public void writable() {
        for (NamespaceSocket socket : List.copyOf(sockets.values())) {
            socket.writable();
        }
    }

    @Override
    public void moved() {
        for (NamespaceSocket socket : List.copyOf(sockets.values())) {
            socket.moved();
        }
    }

    @Override
    public void closed(CloseReason reason) {
        closed = true;
        stopAwaiting();
        List<NamespaceSocket> lost = new ArrayList<>(sockets.values());
        sockets = Map.of();
        attempts = Map.of();
        DisconnectReason told = DisconnectReason.of(reason);
        for (NamespaceSocket socket : lost) {
            socket.finish(told);
        }
    }
}
