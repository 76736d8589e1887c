package io.isotherm.socketio.engine;

import io.isotherm.socketio.protocol.EnginePacket;
import io.isotherm.socketio.protocol.MalformedPacketException;
import io.isotherm.socketio.protocol.PollingPayload;
import io.isotherm.socketio.protocol.WirePacket;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's session, whatever carries it.
 *
 * <p>Everything that happens to it, from whichever thread, is put as an item in a mailbox and is done in that order on its
 * home, an event loop; so all fields that are not final, atomic or volatile are of the home alone. Packets that are sent
 * are such items, too. The home is woken once however many there are, moves them to the queue and lets the transport take
 * from it what can leave; so packets of one turn leave in one flush.
 *
 * <p>A session that began as a WebSocket is settled: its home never changes, and its mailbox is the home's own
 * ({@link EngineLoop}), in which a letter to many sessions keeps its place among those to each. One that began with
 * long-polling has a mailbox of its own until it is upgraded, as its home may change: the item that does this is the last
 * that the old home touches, and the volatile write of {@link #home} hands everything over. Then it is settled as well.
 * What still is in its own mailbox came before all that the sender put in the home's, so it is done first.
 */
public final class EngineSession {
    private static final Logger LOG = LoggerFactory.getLogger(EngineSession.class);
    private static final WirePacket PING = WirePacket.text("2");
    private static final WirePacket PROBED = WirePacket.text("3probe");
    private static final String PROBE = "probe";
    /**
     * Time that a GET waits after a probe before it is sent home. The client may have sent {@code 5} before the GET, by a
     * connection of another event loop. The reference implementation looks every 100 ms.
     */
    private static final long NOOP_MILLIS = 20;
    /** Items of a mailbox that are done before others have their turn. */
    private static final int TURN = 4096;

    private final String id;
    private final Opening opening;
    private final Credentials credentials;
    private final EngineOptions options;
    private final SessionRegistry registry;
    private final Heartbeat heartbeat;
    private final @Nullable PacketRate rate;

    /** Null for a session that was settled from the beginning. */
    private final @Nullable Queue<Object> mailbox;

    private volatile boolean settled;
    /** Items that this settled session has in its home's mailbox. */
    private final AtomicInteger posted = new AtomicInteger();

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicLong outstanding = new AtomicLong();
    private final AtomicBoolean posting = new AtomicBoolean();
    private volatile EngineLoop home;
    private volatile ContextInternal context;
    private volatile Transport transport;
    private volatile boolean doomed;
    private volatile boolean writableAwaited;

    private final OutboundQueue queue = new OutboundQueue(outstanding);
    private @Nullable SessionListener listener;
    private @Nullable CloseReason closed;
    private @Nullable WebSocketTransport candidate;
    private @Nullable ScheduledFuture<?> candidateTimer;
    private boolean probed;
    private @Nullable ScheduledFuture<?> noopTimer;
    /** Whether it is among those that write in this turn of its home. */
    private boolean writing;

    private long unwritableSince;
    private @Nullable ScheduledFuture<?> slowTimer;

    private EngineSession(
            HttpExchange first,
            EngineOptions options,
            SessionRegistry registry,
            EngineLoop home,
            ContextInternal context,
            @Nullable WebSocketTransport webSocket) {
        this.id = SecretIds.next();
        this.opening = Opening.of(first.request());
        this.credentials = Credentials.of(first.request());
        this.options = options;
        this.registry = registry;
        this.home = home;
        this.settled = webSocket != null;
        this.mailbox = webSocket != null ? null : new ConcurrentLinkedQueue<>();
        this.context = context;
        this.transport = webSocket != null
                ? webSocket
                : new PollingTransport(
                        exchange -> execute(() -> end(CloseReason.TRANSPORT_ERROR, "an answer was lost")),
                        words -> registry.keepLastWords(this, words));
        this.rate = options.maxPacketsPerSecond() > 0 ? new PacketRate(options.maxPacketsPerSecond()) : null;
        this.heartbeat =
                new Heartbeat(options, () -> sendNow(PING), () -> end(CloseReason.PING_TIMEOUT, "ping timeout"));
    }

    static EngineSession polling(HttpExchange first, EngineOptions options, SessionRegistry registry, EngineLoop home) {
        return new EngineSession(first, options, registry, home, first.context().unwrap(), null);
    }

    static EngineSession webSocket(
            HttpExchange first, EngineOptions options, SessionRegistry registry, WebSocketTransport webSocket) {
        return new EngineSession(first, options, registry, webSocket.loop(), webSocket.context(), webSocket);
    }

    /** Its id, by which whoever has the client's credentials, too, can act as the client: never show it. */
    public String id() {
        return id;
    }

    public Opening opening() {
        return opening;
    }

    Credentials credentials() {
        return credentials;
    }

    EngineMetrics metrics() {
        return options.metrics();
    }

    /** The context of its event loop now. */
    public Context context() {
        return context;
    }

    /** Whether its home will not change any more. */
    boolean isSettled() {
        return settled;
    }

    int maxPayload() {
        return options.maxPayload();
    }

    EngineLoop home() {
        return home;
    }

    ByteBufAllocator allocator() {
        return transport instanceof WebSocketTransport webSocket
                ? webSocket.channel().alloc()
                : ByteBufAllocator.DEFAULT;
    }

    /** Whether packets sent now leave soon; while it is not, a change is told by {@link SessionListener#writable}. */
    public boolean isWritable() {
        if (writableNow()) {
            return true;
        }
        writableAwaited = true;
        if (home.isCrowded()) {
            signal();
        }
        // The change may have come between the two: then it was told to nobody.
        return writableNow();
    }

    private boolean writableNow() {
        return writableHere() && !home.isCrowded();
    }

    /** Whether the session itself is writable, whatever waits at its home. */
    private boolean writableHere() {
        long waiting = outstanding.get();
        return !doomed
                && (transport instanceof PollingTransport
                        ? waiting == 0 || transport.isWritable()
                        : waiting <= WebSocketTransport.HIGH_WATER && transport.isWritable());
    }

    /** Sends packets, in the order of calls of one thread. When too much is queued the session is closed instead. */
    public void send(List<WirePacket> packets) {
        send(packets, OutboundQueue.cost(packets));
    }

    /** Likewise, but maybe only if they can leave at once. */
    void send(List<WirePacket> packets, boolean ifWritable) {
        if (!ifWritable || isWritable()) {
            send(packets);
        } else if (!doomed) {
            options.metrics().shed(1);
        }
    }

    /** Sends one packet. */
    public void send(WirePacket packet) {
        send(packet, OutboundQueue.cost(packet));
    }

    private void send(Object packets, long cost) {
        if (doomed) {
            return;
        }
        if (reserve(cost)) {
            post(packets);
        } else {
            close(CloseReason.SLOW_CLIENT, tooMuch());
        }
    }

    /** Counts what is to be queued; false when it would be too much. */
    private boolean reserve(long cost) {
        long before = outstanding.getAndAdd(cost);
        if (before > 0 && before + cost > options.maxQueuedBytes()) {
            outstanding.addAndGet(-cost);
            return false;
        }
        return true;
    }

    private String tooMuch() {
        return "more than " + options.maxQueuedBytes() + " bytes queued";
    }

    /** Runs a task on the session's event loop, after all that was sent and run before by this thread. */
    public void execute(Runnable task) {
        post(task);
    }

    /** Runs a task on the session's event loop later. */
    public @Nullable ScheduledFuture<?> schedule(Runnable task, long millis) {
        return home.schedule(() -> execute(task), millis);
    }

    /** Closes the session, after what was sent before by this thread; nothing is sent from now on. */
    public void close(CloseReason reason, String words) {
        doomed = true;
        execute(() -> end(reason, words));
    }

    private void post(Object item) {
        Queue<Object> own = mailbox;
        if (settled || own == null) {
            posted.incrementAndGet();
            home.post(this, item);
        } else {
            own.add(item);
            signal();
        }
    }

    /** Has the home look into the mailbox and the queue. */
    void signal() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            home.ready(this);
        }
    }

    /** Does what is in the mailbox, if this is still the home. */
    void run(EngineLoop loop) {
        if (home != loop) {
            home.ready(this);
            return;
        }
        scheduled.set(false);
        if (empty(loop)) {
            writeSoon(loop);
        }
    }

    /** Does an item that came by the home's mailbox. */
    void take(EngineLoop loop, Object item) {
        empty(loop);
        perform(item);
        posted.decrementAndGet();
        writeSoon(loop);
    }

    /** Takes in a packet that many get, without looking at the home's mailbox. */
    void take(EngineLoop loop, WirePacket packet, boolean ifWritable) {
        empty(loop);
        if (closed != null) {
            return;
        }
        if (ifWritable && !writableHere()) {
            writableAwaited = true;
            options.metrics().shed(packet.frames());
            return;
        }
        long cost = OutboundQueue.cost(packet);
        if (reserve(cost)) {
            queue.add(packet);
            writeSoon(loop);
        } else {
            end(CloseReason.SLOW_CLIENT, tooMuch());
        }
    }

    /** Empties the session's own mailbox; false when the home has changed meanwhile. */
    private boolean empty(EngineLoop loop) {
        Queue<Object> own = mailbox;
        if (own == null) {
            return true;
        }
        Object item;
        int left = TURN;
        while ((settled || left-- > 0) && (item = own.poll()) != null) {
            perform(item);
            if (home != loop) {
                signal();
                return false;
            }
        }
        if (!own.isEmpty()) {
            signal();
        }
        return true;
    }

    private void writeSoon(EngineLoop loop) {
        if (!writing) {
            writing = true;
            loop.addWriter(this);
        }
    }

    /** Writes what can leave, if this is still the home. */
    void write(EngineLoop loop) {
        if (home == loop) {
            writing = false;
            if (closed == null) {
                flush();
            }
        }
    }

    private void perform(Object item) {
        switch (item) {
            case WirePacket packet -> queue(packet);
            case List<?> packets -> packets.forEach(packet -> queue((WirePacket) packet));
            case Runnable task -> perform(task);
            default -> throw new IllegalStateException("not for a mailbox: " + item.getClass());
        }
    }

    /** One failure of ours may cost one session, but not leave it half alive. */
    private void perform(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("event=session.failed", e);
            end(CloseReason.TRANSPORT_ERROR, "internal error");
        }
    }

    private void queue(WirePacket packet) {
        if (closed == null) {
            queue.add(packet);
        } else {
            outstanding.addAndGet(-OutboundQueue.cost(packet));
        }
    }

    /** Sends a packet of the session's own, from home. */
    private void sendNow(WirePacket packet) {
        outstanding.addAndGet(OutboundQueue.cost(packet));
        queue(packet);
        signal();
    }

    private void flush() {
        transport.flush(queue);
        queue.count(options.metrics());
        if (writableHere()) {
            unwritableSince = 0;
            if (writableAwaited) {
                if (home.isCrowded()) {
                    signal();
                } else {
                    writableAwaited = false;
                    listener().writable();
                }
            }
        } else {
            writableAwaited = true;
            if (unwritableSince == 0) {
                unwritableSince = System.nanoTime() | 1; // never 0
                watchSlowClient(options.slowClientTimeout());
            }
        }
    }

    /** One timer at most, however often the session becomes unwritable and writable again. */
    private void watchSlowClient(long millis) {
        if (slowTimer != null) {
            return;
        }
        slowTimer = schedule(
                () -> {
                    slowTimer = null;
                    if (closed != null || unwritableSince == 0) {
                        return;
                    }
                    long left = options.slowClientTimeout() - (System.nanoTime() - unwritableSince) / 1_000_000;
                    if (left <= 0) {
                        end(CloseReason.SLOW_CLIENT, "nothing taken for " + options.slowClientTimeout() + " ms");
                    } else {
                        watchSlowClient(left);
                    }
                },
                millis);
    }

    private SessionListener listener() {
        SessionListener known = listener;
        if (known == null) {
            throw new IllegalStateException("session was not started");
        }
        return known;
    }

    // ---- all below runs at home ----

    /** Begins to live, with the packet that tells the client so. */
    void start(SessionListener listener, WirePacket open) {
        this.listener = listener;
        heartbeat.start(home);
        sendNow(open);
    }

    private void receive(EnginePacket packet) throws MalformedPacketException {
        if (isTooMany()) {
            return;
        }
        switch (packet) {
            case EnginePacket.Binary(Buffer data) -> listener().binary(data);
            case EnginePacket.Text(EnginePacket.Type type, String data) -> {
                switch (type) {
                    case MESSAGE -> listener().text(data);
                    case PONG -> heartbeat.pong(home);
                    case CLOSE -> end(CloseReason.CLIENT, "");
                    case NOOP -> {}
                    case OPEN, PING, UPGRADE -> throw new MalformedPacketException(type + " out of place");
                }
            }
        }
    }

    /** Counts what came from the client; ends the session when that is too much. */
    private boolean isTooMany() {
        if (rate == null || rate.take(System.nanoTime())) {
            return false;
        }
        end(CloseReason.TOO_MANY_PACKETS, "more than " + options.maxPacketsPerSecond() + " packets a second");
        return true;
    }

    private void end(CloseReason reason, String words) {
        if (closed != null) {
            return;
        }
        doomed = true;
        closed = reason;
        heartbeat.stop();
        if (slowTimer != null) {
            slowTimer.cancel(false);
        }
        dropCandidate(reason, words);
        LOG.debug("event=session.closed reason={} detail=\"{}\"", reason, words);
        if (reason == CloseReason.SLOW_CLIENT) {
            options.metrics().shed(queue.size());
        }
        // The registry last: a GET that no longer finds the session must find its last words.
        transport.close(queue, reason, words);
        queue.count(options.metrics());
        options.metrics().closed(transport instanceof WebSocketTransport, reason);
        registry.remove(this);
        SessionListener last = listener;
        if (last != null) {
            last.closed(reason);
        }
    }

    // ---- long-polling ----

    /** Takes a GET; on the GET's own event loop. */
    void poll(HttpExchange exchange) {
        execute(() -> {
            if (closed != null) {
                registry.answerFromBeyond(this, exchange);
            } else if (!(transport instanceof PollingTransport polling)) {
                exchange.refuse(EngineError.BAD_REQUEST);
            } else if (polling.isPolling()) {
                exchange.refuse(EngineError.BAD_REQUEST);
                end(CloseReason.TRANSPORT_ERROR, "two GETs at a time");
            } else {
                polling.hold(exchange);
                flush();
                if (probed) {
                    releaseSoon();
                }
            }
        });
        // On the GET's own loop, where it cannot have happened yet.
        exchange.request().response().exceptionHandler(e -> execute(() -> abandoned(exchange)));
    }

    private void abandoned(HttpExchange exchange) {
        if (transport instanceof PollingTransport polling && polling.isPolling(exchange)) {
            end(CloseReason.TRANSPORT_ERROR, "a GET was given up");
        }
    }

    /** Begins a POST, of which there may be one at a time; from any thread. */
    boolean beginPost() {
        return posting.compareAndSet(false, true);
    }

    /** Ends a POST before its answer, so that the client's next one finds none; from any thread. */
    void endPost() {
        posting.set(false);
    }

    /** Takes the packets of a POST and answers it; from any thread. */
    void post(HttpExchange exchange, PollingPayload payload, int bytes) {
        execute(() -> {
            if (closed != null || !(transport instanceof PollingTransport)) {
                endPost();
                exchange.refuse(EngineError.UNKNOWN_SESSION);
                return;
            }
            int packets = 0;
            try {
                while (closed == null && payload.hasNext()) {
                    packets++;
                    receive(payload.next());
                }
                endPost();
                if (closed == CloseReason.TOO_MANY_PACKETS) {
                    exchange.refuse(EngineError.TOO_MANY_PACKETS);
                } else {
                    exchange.answer(Buffer.buffer("ok"));
                }
            } catch (MalformedPacketException e) {
                endPost();
                exchange.refuse(EngineError.BAD_REQUEST);
                end(CloseReason.PARSE_ERROR, String.valueOf(e.getMessage()));
            }
            options.metrics().received(packets, bytes);
        });
    }

    // ---- WebSocket; called on the WebSocket's loop, which need not be home ----

    /** Takes a packet from a WebSocket. */
    void received(WebSocketTransport from, EnginePacket packet) {
        if (home == from.loop() && posted.get() == 0 && (mailbox == null || mailbox.isEmpty())) {
            receive(from, packet);
        } else {
            execute(() -> receive(from, packet));
        }
    }

    private void receive(WebSocketTransport from, EnginePacket packet) {
        if (closed != null) {
            return;
        }
        if (from == candidate) {
            probe(from, packet);
        } else if (from == transport) {
            try {
                receive(packet);
            } catch (MalformedPacketException e) {
                end(CloseReason.PARSE_ERROR, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Answers a WebSocket's ping. */
    void pong(WebSocketTransport to, WirePacket pong) {
        if (to == transport) {
            if (rate != null) {
                execute(this::isTooMany);
            }
            send(pong);
        } else if (to.isWritable()) {
            to.sendAlone(pong);
        }
    }

    /** A WebSocket is at its end, or must be. */
    void disconnected(WebSocketTransport from, CloseReason reason, String words) {
        execute(() -> {
            if (from == transport && closed == null) {
                end(reason, words);
            } else if (from == candidate) {
                dropCandidate(reason, words);
            } else {
                from.closeAlone(reason, words);
            }
        });
    }

    // ---- upgrade ----

    /** Takes a WebSocket that may replace long-polling, if the client goes through with it. */
    void offer(WebSocketTransport webSocket) {
        execute(() -> {
            if (closed != null || candidate != null || !(transport instanceof PollingTransport)) {
                webSocket.closeAlone(CloseReason.TRANSPORT_ERROR, "no upgrade now");
                return;
            }
            candidate = webSocket;
            candidateTimer = schedule(
                    () -> {
                        if (candidate == webSocket) {
                            dropCandidate(CloseReason.TRANSPORT_ERROR, "upgrade timeout");
                        }
                    },
                    options.upgradeTimeout());
        });
    }

    private void probe(WebSocketTransport webSocket, EnginePacket packet) {
        if (packet instanceof EnginePacket.Text(EnginePacket.Type type, String data)) {
            if (type == EnginePacket.Type.PING && data.equals(PROBE)) {
                probed = true;
                webSocket.sendAlone(PROBED);
                releaseSoon();
                return;
            }
            if (type == EnginePacket.Type.UPGRADE && probed) {
                upgrade(webSocket);
                return;
            }
        }
        dropCandidate(CloseReason.PARSE_ERROR, "not an upgrade");
    }

    /** Sends a GET that waits home with nothing, unless the upgrade is completed first. */
    private void releaseSoon() {
        if (noopTimer == null) {
            noopTimer = schedule(
                    () -> {
                        noopTimer = null;
                        if (probed && transport instanceof PollingTransport polling) {
                            polling.release();
                        }
                    },
                    NOOP_MILLIS);
        }
    }

    private void dropCandidate(CloseReason reason, String words) {
        WebSocketTransport dropped = candidate;
        if (dropped != null) {
            forgetCandidate();
            dropped.closeAlone(reason, words);
        }
    }

    private void forgetCandidate() {
        candidate = null;
        probed = false;
        ScheduledFuture<?> timer = candidateTimer;
        if (timer != null) {
            timer.cancel(false);
            candidateTimer = null;
        }
    }

    private void upgrade(WebSocketTransport webSocket) {
        forgetCandidate();
        if (transport instanceof PollingTransport polling) {
            polling.refuse(); // its client said before that it would send no more
        }
        heartbeat.stop();
        unwritableSince = 0;
        options.metrics().upgraded();
        transport = webSocket;
        boolean moves = home != webSocket.loop();
        context = webSocket.context();
        execute(() -> {
            if (closed == null) {
                heartbeat.start(home);
                if (moves) {
                    listener().moved();
                }
            }
            settled = true;
        });
        writing = false;
        // Nothing may be touched after this.
        home = webSocket.loop();
    }
}
