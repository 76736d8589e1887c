package io.isotherm.socketio;

import io.isotherm.socketio.engine.EngineSession;
import io.isotherm.socketio.engine.SecretIds;
import io.isotherm.socketio.protocol.SocketEncoder;
import io.isotherm.socketio.protocol.SocketPacket;
import io.isotherm.socketio.protocol.WirePacket;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connected client of a {@link ServerNamespace}. */
final class NamespaceSocket implements Socket {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceSocket.class);

    private final String id = SecretIds.next();
    private final ServerNamespace namespace;
    private final EngineSession session;
    private final Handshake handshake;
    private final Consumer<NamespaceSocket> left;

    private final AtomicBoolean connected = new AtomicBoolean(true);
    private final AtomicLong nextAckId = new AtomicLong();
    private final Map<String, EventHandler> handlers = new ConcurrentHashMap<>();
    private volatile @Nullable Runnable writableHandler;
    private volatile @Nullable Runnable contextHandler;

    /** Of the event loop alone. */
    private final PendingAcks acks = new PendingAcks();

    // Guarded by this.
    private final Set<String> joined = new HashSet<>(4);
    private final List<Consumer<DisconnectReason>> disconnectHandlers = new ArrayList<>(1);
    private @Nullable DisconnectReason disconnected;

    /** @param left called on the event loop when the server has disconnected the socket */
    NamespaceSocket(
            ServerNamespace namespace, EngineSession session, Handshake handshake, Consumer<NamespaceSocket> left) {
        this.namespace = namespace;
        this.session = session;
        this.handshake = handshake;
        this.left = left;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Handshake handshake() {
        return handshake;
    }

    @Override
    public Namespace namespace() {
        return namespace;
    }

    @Override
    public boolean connected() {
        return connected.get();
    }

    @Override
    public Context context() {
        return session.context();
    }

    @Override
    public Socket on(String event, EventHandler handler) {
        handlers.merge(event, handler, (first, second) -> (args, ack) -> {
            call(event, () -> first.handle(args, ack));
            second.handle(args, ack);
        });
        return this;
    }

    @Override
    public void emit(String event, @Nullable Object... args) {
        send(SocketEncoder.event(namespace.name(), SocketPacket.NO_ID, event, args));
    }

    @Override
    public void emitVolatile(String event, @Nullable Object... args) {
        if (isWritable()) {
            emit(event, args);
        }
    }

    @Override
    public void send(EncodedEvent event) {
        namespace.check(event);
        if (connected.get()) {
            session.send(event.packets());
        }
    }

    void send(List<WirePacket> packets) {
        if (connected.get()) {
            session.send(packets);
        }
    }

    @Override
    public boolean isWritable() {
        return connected.get() && session.isWritable();
    }

    @Override
    public Socket onWritable(Runnable handler) {
        writableHandler = handler;
        return this;
    }

    @Override
    public Socket onContextChange(Runnable handler) {
        contextHandler = handler;
        return this;
    }

    @Override
    public Future<JsonArray> emitWithAck(String event, Duration timeout, @Nullable Object... args) {
        long ackId = nextAckId.getAndIncrement();
        List<WirePacket> packets = SocketEncoder.event(namespace.name(), ackId, event, args);
        Promise<JsonArray> answer = ((ContextInternal) session.context()).promise();
        session.execute(() -> {
            if (connected.get()) {
                acks.await(ackId, answer, timeout, session);
            } else {
                answer.tryFail(new AckException("disconnected"));
            }
        });
        send(packets);
        return answer.future();
    }

    @Override
    public synchronized void join(String room) {
        if (disconnected == null && joined.add(room)) {
            namespace.rooms().join(room, this);
        }
    }

    @Override
    public synchronized void leave(String room) {
        if (joined.remove(room)) {
            namespace.rooms().leave(room, this);
        }
    }

    @Override
    public Broadcast broadcast() {
        return namespace.except(id);
    }

    @Override
    public Socket onDisconnect(Consumer<DisconnectReason> handler) {
        synchronized (this) {
            if (disconnected == null) {
                disconnectHandlers.add(handler);
                return this;
            }
        }
        session.execute(() -> told(handler));
        return this;
    }

    private void told(Consumer<DisconnectReason> handler) {
        DisconnectReason reason;
        synchronized (this) {
            reason = disconnected;
        }
        if (reason != null) {
            call("disconnect", () -> handler.accept(reason));
        }
    }

    @Override
    public void disconnect() {
        if (connected.compareAndSet(true, false)) {
            session.send(SocketEncoder.disconnect(namespace.name()));
            session.execute(() -> {
                left.accept(this);
                finish(DisconnectReason.SERVER_DISCONNECT);
            });
        }
    }

    // ---- all below runs on the event loop ----

    void received(SocketPacket.Event event) {
        EventHandler handler = handlers.get(event.name());
        if (handler != null && connected.get()) {
            call(event.name(), () -> handler.handle(event.args(), new ClientAck(this, event.id())));
        }
    }

    void received(SocketPacket.Ack ack) {
        acks.answered(ack.id(), ack.args());
    }

    void writable() {
        Runnable handler = writableHandler;
        if (handler != null && connected.get()) {
            call("writable", handler);
        }
    }

    void moved() {
        Runnable handler = contextHandler;
        if (handler != null && connected.get()) {
            call("context change", handler);
        }
    }

    /** The socket is over. Does nothing when it was already. */
    void finish(DisconnectReason reason) {
        connected.set(false);
        List<Consumer<DisconnectReason>> told;
        synchronized (this) {
            if (disconnected != null) {
                return;
            }
            disconnected = reason;
            joined.forEach(room -> namespace.rooms().leave(room, this));
            joined.clear();
            told = List.copyOf(disconnectHandlers);
            disconnectHandlers.clear();
        }
        namespace.rooms().remove(this);
        acks.fail("disconnected: " + reason);
        for (Consumer<DisconnectReason> handler : told) {
            call("disconnect", () -> handler.accept(reason));
        }
        handlers.clear();
    }

    /** Calls the application, whose failures are its own. */
    void call(String event, Runnable handler) {
        ContextInternal context = (ContextInternal) session.context();
        ContextInternal previous = context.beginDispatch();
        try {
            handler.run();
        } catch (RuntimeException e) {
            LOG.error("event=handler.failed namespace={} name=\"{}\"", namespace.name(), printable(event), e);
        } finally {
            context.endDispatch(previous);
        }
    }

    /** The name of an event is the client's own text. */
    private static String printable(String event) {
        String start = event.length() > 64 ? event.substring(0, 64) : event;
        return start.replaceAll("[^\\p{Graph} ]", "?");
    }
}
