package io.isotherm.broker.redis;

import io.isotherm.broker.Broker;
import io.isotherm.broker.local.LocalBroker;
import io.isotherm.broker.message.Message;
import io.isotherm.broker.message.MessageCodec;
import io.isotherm.broker.redis.RedisSettings.Node;
import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all processes by publishing in Redis. The listeners of this process are told directly, whether Redis is there or
 * not; its own messages are ignored when they come back. While Redis is away everything goes on but for other processes
 * learning at once; when it is back, each is told that it lost something and reads the store.
 *
 * <p>Nothing waits for Redis: what is published goes into the {@link Outbox}, and from there, on an event loop of the
 * broker's own, into at most {@link #MOST_IN_FLIGHT} unanswered messages. What does not fit is shed; it leaves a gap in
 * the sequence of messages, by which receivers see it.
 */
public final class RedisBroker implements Broker {
    private static final Logger LOG = LoggerFactory.getLogger(RedisBroker.class);

    /** Bytes that may wait to be published: about 1.4 million readings. */
    public static final long DEFAULT_CAPACITY = 32 << 20;

    /** A process that has nothing to say says so this often, for others to see whether they lost its last message. */
    static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int MOST_IN_FLIGHT = 4;

    /**
     * The first message after a quiet time goes at once, then what comes in this time goes together: a message costs every
     * process some 20 to 40 µs, a reading in it less than one, and a page's frame waits longer.
     */
    private static final long TOGETHER_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    /** So much does not wait for more. */
    private static final long ENOUGH_BYTES = 256 << 10;

    /** A session that held for so long was a good one: the next tries begin quickly again. */
    private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long CLOSE_MILLIS = 1_000;

    private final RedisSettings settings;
    private final LocalBroker here;
    private final String store;
    private final String self = UUID.randomUUID().toString();
    private final String channel;
    private final Set<String> news;
    private final Counts counts;
    private final Outbox outbox;
    private final Inbox inbox;
    private final Questions questions;
    private final Vertx vertx;
    private final Context context;
    private final AtomicBoolean pumping = new AtomicBoolean();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Backoff backoff = new Backoff();

    // Those below, where they are not volatile, are for the event loop alone.
    private volatile @Nullable Session session;
    private volatile @Nullable RedisFailure failure;
    private volatile boolean closed;
    private long connectedAt;
    private long sequence;
    private int attempt;
    private long sentAt = System.nanoTime() - TOGETHER_NANOS;
    private boolean waiting;
    private boolean told;
    private boolean wasConnected;

    private RedisBroker(RedisSettings settings, String store, LocalBroker here, long capacity, MeterRegistry meters) {
        this.settings = settings;
        this.store = store;
        this.here = here;
        channel = Channels.of(settings, self);
        news = Set.copyOf(Channels.of(settings));
        counts = new Counts(meters);
        outbox = new Outbox(capacity);
        inbox = new Inbox(store, self, here, counts);
        // Of its own: what other loops are busy with must not make Redis believe that we do not read.
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        context = vertx.getOrCreateContext();
        questions = new Questions(vertx, settings, store, self, counts);
        counts.gauge(meters, "connected", "1 while connected to Redis", this, broker -> broker.session == null ? 0 : 1);
        counts.gauge(meters, "waiting.bytes", "Bytes that wait to be published", outbox, Outbox::bytes);
    }

    /**
     * Starts to connect, and goes on trying; does not wait for it.
     *
     * @param store names the store that sensor numbers are of: messages of processes with another one are ignored
     * @param here tells the listeners of this process; closed with this broker
     * @param capacity bytes that may wait to be published
     */
    public static RedisBroker open(
            RedisSettings settings, String store, LocalBroker here, long capacity, MeterRegistry meters) {
        RedisBroker broker = new RedisBroker(settings, store, here, capacity, meters);
        broker.context.runOnContext(nothing -> {
            broker.connect();
            broker.vertx.setPeriodic(
                    TimeUnit.NANOSECONDS.toMillis(ALIVE_NANOS), id -> broker.offer(new Outbox.Entry.Alive()));
        });
        return broker;
    }

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public void publish(ReadingBatch batch) {
        here.publish(batch);
        if (!batch.isEmpty()) {
            offer(new Outbox.Entry.Readings(batch));
        }
    }

    @Override
    public void publish(CatalogChange change) {
        here.publish(change);
        offer(new Outbox.Entry.Changed(change));
    }

    @Override
    public void tellHere(ReadingBatch batch) {
        here.tellHere(batch);
    }

    @Override
    public void tellHere(CatalogChange change) {
        here.tellHere(change);
    }

    @Override
    public Subscription subscribe(Listener listener) {
        return here.subscribe(listener);
    }

    @Override
    public CompletableFuture<Answers> ask(String topic, byte[] question) {
        CompletableFuture<Answers> answers = new CompletableFuture<>();
        if (closed) {
            return CompletableFuture.completedFuture(Answers.NONE);
        }
        context.runOnContext(nothing -> questions.ask(session, topic, question, answers));
        // For when the event loop has ended, or is busy.
        return answers.completeOnTimeout(Answers.NONE, 2L * PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void answer(String topic, Respondent respondent) {
        questions.answer(topic, respondent);
    }

    @Override
    public Health check() {
        Health local = here.check();
        if (local.state() != Health.State.OK || session != null) {
            return local;
        }
        RedisFailure reason = failure;
        return Health.degraded(
                "broker-away",
                (reason == null ? "Connecting to Redis." : reason.getMessage())
                        + " Readings are taken in and kept; until it is back, pages on other processes learn of them a little"
                        + " later, from the store.");
    }

    /** Gives what waits a moment to be published. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        while (session != null && !(outbox.isEmpty() && inFlight.get() == 0) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        closed = true;
        outbox.shut();
        onLoop(() -> {
            Session last = session;
            if (last != null) {
                last.end(RedisFailure.passing("closed"));
            }
        });
        try {
            vertx.close().await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("not stopped in time part=broker");
        }
        here.close();
    }

    private void onLoop(Runnable task) {
        CountDownLatch done = new CountDownLatch(1);
        context.runOnContext(nothing -> {
            task.run();
            done.countDown();
        });
        try {
            if (!done.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("event loop does not answer part=broker");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        Node first = settings.nodes().get(attempt++ % settings.nodes().size());
        Future<Session> opening;
        try {
            opening = Session.open(vertx, settings, first, self, this::hear).compose(this::announce);
        } catch (RuntimeException e) {
            // A file of certificates that cannot be read, for one.
            opening = Future.failedFuture(RedisFailure.of(first, e));
        }
        opening.onSuccess(this::connected).onFailure(cause -> away(RedisFailure.of(first, cause)));
    }

    // The first message shows whether this user may publish. It is also for those who stayed connected: if they missed
    // something of this process, its number shows it.
    private Future<Session> announce(Session opened) {
        sequence += outbox.wasSkipped() ? 2 : 1;
        byte[] alive = MessageCodec.encode(new Message.Alive(new Message.Origin(store, self, sequence)));
        return opened.publish(channel, alive).map(opened).onFailure(opened::end);
    }

    private void connected(Session opened) {
        if (closed) {
            opened.end(RedisFailure.passing("closed"));
            return;
        }
        if (wasConnected) {
            counts.reconnects.increment();
        }
        LOG.info(
                "broker connected redis={} cluster={} tls={} namespace={}",
                settings.nodes(),
                settings.cluster(),
                settings.tls(),
                settings.namespace());
        wasConnected = true;
        told = false;
        failure = null;
        connectedAt = System.nanoTime();
        inFlight.set(0);
        session = opened;
        opened.ended().onFailure(cause -> {
            if (System.nanoTime() - connectedAt > GOOD_NANOS) {
                backoff.reset();
            }
            session = null;
            counts.shed.increment((double) outbox.shut());
            if (!closed) {
                away(RedisFailure.of(settings.nodes().getFirst(), cause));
            }
        });
        outbox.open();
        inbox.connected();
    }

    private void hear(String on, Buffer bytes) {
        if (news.contains(on)) {
            inbox.hear(bytes);
            return;
        }
        Session current = session;
        if (current != null) {
            questions.hear(current, bytes);
        }
    }

    private void away(RedisFailure cause) {
        failure = cause;
        long wait = backoff.next();
        if (!told) {
            told = true;
            String what = "broker is away, tried again reason=\"{}\"";
            if (cause.isLasting()) {
                LOG.error(what, cause.getMessage());
            } else {
                LOG.warn(what, cause.getMessage());
            }
        } else {
            LOG.debug("broker is still away retry_ms={} reason=\"{}\"", wait, cause.getMessage());
        }
        vertx.setTimer(Math.max(1, wait), id -> connect());
    }

    private void offer(Outbox.Entry entry) {
        if (closed) {
            return;
        }
        if (!outbox.offer(entry)) {
            counts.shed.increment(entry.size());
        } else if (pumping.compareAndSet(false, true)) {
            context.runOnContext(nothing -> pump());
        }
    }

    private void pump() {
        pumping.set(false);
        Session current = session;
        while (current != null && inFlight.get() < MOST_IN_FLIGHT && !outbox.isEmpty()) {
            long wait = sentAt + TOGETHER_NANOS - System.nanoTime();
            if (wait > 0 && outbox.bytes() < ENOUGH_BYTES) {
                if (!waiting) {
                    waiting = true;
                    vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(wait) + 1, id -> {
                        waiting = false;
                        pump();
                    });
                }
                return;
            }
            Outbox.Entry entry = outbox.next();
            if (entry != null) {
                sentAt = System.nanoTime();
                send(current, entry);
            }
        }
    }

    private void send(Session current, Outbox.Entry entry) {
        // A number that is never sent: receivers take it for a message that was lost, which it is.
        sequence += outbox.wasSkipped() ? 2 : 1;
        Message.Origin origin = new Message.Origin(store, self, sequence);
        Message message = switch (entry) {
            case Outbox.Entry.Readings readings -> new Message.Readings(origin, readings.batch());
            case Outbox.Entry.Changed changed -> new Message.Changed(origin, changed.change());
            case Outbox.Entry.Alive alive -> new Message.Alive(origin);
        };
        inFlight.incrementAndGet();
        current.publish(channel, MessageCodec.encode(message)).onComplete(done -> {
            if (current != session) {
                return;
            }
            inFlight.decrementAndGet();
            if (done.failed()) {
                // Not sent again: it may have arrived. The next one's number shows whether it has.
                counts.shed.increment(entry.size());
                current.end(done.cause());
            } else {
                counts.published.increment();
                counts.publishedReadings.increment(
                        entry instanceof Outbox.Entry.Readings readings
                                ? readings.batch().size()
                                : 0);
                pump();
            }
        });
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "RedisBroker[%s]", settings);
    }
}
