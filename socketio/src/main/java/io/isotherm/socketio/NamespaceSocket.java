package io.isotherm.socketio;

import io.isotherm.socketio.engine.EngineSession;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connected client of a {@link ServerNamespace}. */
final class NamespaceSocket implements Socket {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceSocket.class);

    private final Identity identity;
    private final ServerNamespace namespace;
    private final EngineSession session;
    private final Handshake handshake;
    private final Consumer<NamespaceSocket> left;
    private final @Nullable Recovery recovery;

    private final AtomicBoolean connected = new AtomicBoolean(true);
    private final AtomicLong nextAckId = new AtomicLong();
    /** Replaced when changed: most sockets have one or two for life, and there are many sockets. */
    private volatile Map<String, EventHandler> handlers = Map.of();

    private volatile @Nullable BiPredicate<String, JsonArray> filter;
    private volatile @Nullable Runnable writableHandler;
    private volatile @Nullable Runnable contextHandler;

    /** Of the event loop alone. */
    private final PendingAcks acks = new PendingAcks();

    /** The number of the last event that was sent to it; guarded by the recovery. */
    private long lastEvent;

    private volatile @Nullable Remembered remembered;

    // Guarded by this. The rooms, each with the number of the last event before it was joined.
    private final Map<String, Long> joined = new HashMap<>(4);
    private final List<Consumer<DisconnectReason>> disconnectHandlers = new ArrayList<>(0);
    private @Nullable DisconnectReason disconnected;

    /** @param left called on the event loop when the server has disconnected the socket */
    NamespaceSocket(
            ServerNamespace namespace,
            EngineSession session,
            Handshake handshake,
            Consumer<NamespaceSocket> left,
            Identity identity,
            @Nullable Recovery recovery,
            long lastEvent) {
        this.identity = identity;
        this.recovery = recovery;
        this.lastEvent = lastEvent;
        this.namespace = namespace;
        this.session = session;
        this.handshake = handshake;
        this.left = left;
    }

    @Override
    public String id() {
        return identity.id();
    }

    Identity identity() {
        return identity;
    }

    /** The client's secret; empty where there is no recovery. */
    String pid() {
        String pid = identity.pid();
        return pid == null ? "" : pid;
    }

    EngineSession session() {
        return session;
    }

    @Override
    public boolean recovered() {
        return identity.recovered();
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
        synchronized (this) {
            Map<String, EventHandler> more = new HashMap<>(handlers);
            more.merge(event, handler, (first, second) -> (args, ack) -> {
                call(event, () -> first.handle(args, ack));
                second.handle(args, ack);
            });
            handlers = Map.copyOf(more);
        }
        return this;
    }

    @Override
    public synchronized Socket filter(BiPredicate<String, JsonArray> check) {
        BiPredicate<String, JsonArray> before = filter;
        filter = before == null ? check : before.and(check);
        return this;
    }

    @Override
    public void emit(String event, @Nullable Object... args) {
        sendEvent(SocketEncoder.event(namespace.name(), SocketPacket.NO_ID, event, args));
    }

    @Override
    public void emitVolatile(String event, @Nullable Object... args) {
        if (isWritable()) {
            List<WirePacket> packets = SocketEncoder.event(namespace.name(), SocketPacket.NO_ID, event, args);
            if (recovery == null) {
                send(packets);
            } else {
                recovery.sendVolatile(this, packets);
            }
        } else if (connected.get()) {
            namespace.metrics().shed(1);
        }
    }

    @Override
    public void send(EncodedEvent event) {
        namespace.check(event);
        sendEvent(event.packets());
    }

    private void sendEvent(List<WirePacket> event) {
        if (recovery == null) {
            send(event);
        } else {
            recovery.send(this, event);
        }
    }

    /** Sends an event of this number, under the lock of the recovery. */
    void send(List<WirePacket> event, long number) {
        lastEvent = number;
        send(event);
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
        // It is in the room of its id already.
        if (disconnected == null
                && !room.equals(id())
                && joined.putIfAbsent(room, recovery == null ? 0L : Long.valueOf(recovery.last())) == null) {
            namespace.rooms().join(room, this);
        }
    }

    @Override
    public synchronized void leave(String room) {
        if (joined.remove(room) != null) {
            namespace.rooms().leave(room, this);
        }
    }

    @Override
    public Broadcast broadcast() {
        return namespace.except(id());
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
            synchronized (this) {
                namespace.rooms().forgetAudiences(joined.keySet());
            }
            session.send(SocketEncoder.disconnect(namespace.name()));
            session.execute(() -> {
                left.accept(this);
                finish(DisconnectReason.SERVER_DISCONNECT);
            });
        }
        if (recovery != null) {
            recovery.forget(this);
        }
    }

    // ---- recovery, all under its lock ----

    /** Takes up the rooms that a socket of the same client was in. */
    synchronized void restore(Map<String, Long> rooms, long lastEvent) {
        this.lastEvent = lastEvent;
        joined.putAll(rooms);
        rooms.keySet().forEach(room -> namespace.rooms().join(room, this));
    }

    synchronized Map<String, Long> joined() {
        return new HashMap<>(joined);
    }

    long lastEvent() {
        return lastEvent;
    }

    void remember(Remembered state) {
        remembered = state;
    }

    @Nullable
    Remembered remembered() {
        return remembered;
    }

    // ---- all below runs on the event loop ----

    void received(SocketPacket.Event event) {
        EventHandler handler = handlers.get(event.name());
        if (handler == null || !connected.get()) {
            return;
        }
        BiPredicate<String, JsonArray> check = filter;
        call(event.name(), () -> {
            if (check == null || check.test(event.name(), event.args())) {
                handler.handle(event.args(), new ClientAck(this, event.id()));
            }
        });
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
        if (recovery != null) {
            recovery.breakOff(this, reason);
        }
        connected.set(false);
        List<Consumer<DisconnectReason>> told;
        synchronized (this) {
            if (disconnected != null) {
                return;
            }
            disconnected = reason;
            joined.keySet().forEach(room -> namespace.rooms().leave(room, this));
            joined.clear();
            told = List.copyOf(disconnectHandlers);
            disconnectHandlers.clear();
        }
        namespace.rooms().remove(this);
        acks.fail("disconnected: " + reason);
        for (Consumer<DisconnectReason> handler : told) {
            call("disconnect", () -> handler.accept(reason));
        }
        handlers = Map.of();
        if (recovery != null) {
            recovery.gone(this);
        }
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
