package io.isotherm.socketio.engine;

import io.isotherm.socketio.protocol.WirePacket;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mail of one event loop's sessions, from any thread. However much there is, the loop is woken once. A turn first takes
 * the mail, in its order, then lets each session that got something write and flush all of it.
 *
 * <p>Letters to many sessions ({@link Audience.Mass}) are joined as long as they follow one another and go to the same
 * ones: these sessions get one packet of all their frames, encoded once and written from one buffer. Any other letter
 * comes between, so each session gets what one thread sent in the order in which it was sent.
 *
 * <p>A turn costs a system call for each writer, however little that writes. So after a long one the loop rests as long as
 * the turn took: what comes meanwhile leaves together. A turn after a quiet time begins at once.
 */
final class EngineLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);
    /** Letters taken in a turn. */
    private static final int LETTERS = 4096;
    /** Sessions that write before the loop looks at its sockets again. */
    private static final int WRITERS = 1024;

    /** Turns that take less are followed by no rest: to wait for so short a time costs more than it gains. */
    private static final long SHORT_TURN = TimeUnit.MICROSECONDS.toNanos(500);

    private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(10);

    /** A letter to one session: what {@link EngineSession#take} takes. */
    private record Mail(EngineSession session, Object item) {}

    private final EventLoop loop;
    private final int maxWaiting;
    private final Queue<Object> letters = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    /** Bytes of letters to many that were not taken yet. */
    private final AtomicLong waiting = new AtomicLong();

    // All below is of the loop alone.
    private final ArrayDeque<EngineSession> writers = new ArrayDeque<>();
    private final SharedFrames shared = new SharedFrames();
    private final List<WirePacket> gathered = new ArrayList<>();
    private EngineSession @Nullable [] receivers;
    private boolean ifWritable;
    private int gatheredBytes;
    /** Writers of this turn that have not written yet. */
    private int left;
    /** When the turn began, and when the next may, by {@link System#nanoTime}. */
    private long turnStart;

    private long restEnd = System.nanoTime();

    /** @param maxWaiting bytes of letters to many that may wait */
    EngineLoop(EventLoop loop, int maxWaiting) {
        this.loop = loop;
        this.maxWaiting = maxWaiting;
    }

    /** Lets the session run soon. */
    void ready(EngineSession session) {
        letters.add(session);
        wake();
    }

    /** Lets a session take an item. */
    void post(EngineSession session, Object item) {
        letters.add(new Mail(session, item));
        wake();
    }

    /** Lets many sessions send something; false when too much is waiting already. */
    boolean send(Audience.Mass mass) {
        if (waiting.addAndGet(mass.cost()) > maxWaiting) {
            waiting.addAndGet(-mass.cost());
            return false;
        }
        letters.add(mass);
        wake();
        return true;
    }

    /** Whether so much waits that what is sent now does not leave soon. */
    boolean isCrowded() {
        return waiting.get() > WebSocketTransport.HIGH_WATER;
    }

    private void wake() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this);
            } catch (RejectedExecutionException e) {
                LOG.debug("event=loop.closed");
            }
        }
    }

    @Override
    public void run() {
        if (left == 0) {
            turnStart = System.nanoTime();
            if (turnStart - restEnd < 0 && rest(restEnd - turnStart)) {
                return;
            }
        }
        scheduled.set(false);
        if (left == 0) {
            takeLetters();
            left = writers.size();
        }
        for (int i = Math.min(left, WRITERS); i > 0; i--, left--) {
            write(writers.remove());
        }
        if (left == 0) {
            shared.clear();
            long now = System.nanoTime();
            long took = now - turnStart;
            restEnd = took < SHORT_TURN ? now : now + Math.min(took, LONGEST_REST);
        }
        if (!writers.isEmpty() || !letters.isEmpty()) {
            wake();
        }
    }

    /** Lets this run later, and leaves it scheduled; false when the loop is closed. */
    private boolean rest(long nanos) {
        try {
            var _ = loop.schedule(this, nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("event=loop.closed");
            return false;
        }
    }

    private void takeLetters() {
        Object letter;
        for (int i = 0; i < LETTERS && (letter = letters.poll()) != null; i++) {
            switch (letter) {
                case Audience.Mass mass -> gather(mass);
                case Mail mail -> {
                    handOut();
                    take(mail.session, mail.item);
                }
                case EngineSession session -> {
                    handOut();
                    take(session, null);
                }
                default -> throw new IllegalStateException("not a letter: " + letter.getClass());
            }
        }
        handOut();
    }

    @SuppressWarnings("ReferenceEquality") // the same audience, not one with equal members
    private void gather(Audience.Mass mass) {
        if (receivers != mass.sessions() || ifWritable != mass.ifWritable() || gatheredBytes > SharedFrames.LIMIT) {
            handOut();
        }
        receivers = mass.sessions();
        ifWritable = mass.ifWritable();
        for (WirePacket packet : mass.packets()) {
            if (gatheredBytes + packet.size() > SharedFrames.LIMIT) {
                handOut();
                receivers = mass.sessions();
            }
            gathered.add(packet);
            gatheredBytes += packet.size();
        }
        waiting.addAndGet(-mass.cost());
    }

    /** Gives what was gathered to those whom it is for. */
    private void handOut() {
        EngineSession[] sessions = receivers;
        if (sessions == null || gathered.isEmpty()) {
            return;
        }
        WirePacket packet = gathered.size() == 1 ? gathered.getFirst() : WirePacket.joined(gathered);
        gathered.clear();
        gatheredBytes = 0;
        receivers = null;
        if (sessions.length > 1 && packet.size() <= SharedFrames.LIMIT) {
            shared.add(packet, sessions[0].allocator());
        }
        for (EngineSession session : sessions) {
            takeJoined(session, packet);
        }
    }

    /** Lets a session write in this turn; on the loop. */
    void addWriter(EngineSession session) {
        writers.add(session);
    }

    SharedFrames shared() {
        return shared;
    }

    // A failure of ours costs one session's step, not the loop.

    private void write(EngineSession session) {
        try {
            session.write(this);
        } catch (RuntimeException | Error e) {
            LOG.error("event=session.failed", e);
        }
    }

    private void takeJoined(EngineSession session, WirePacket packet) {
        try {
            session.take(this, packet, ifWritable);
        } catch (RuntimeException | Error e) {
            LOG.error("event=session.failed", e);
        }
    }

    /** @param item null to have it look into its own mailbox */
    private void take(EngineSession session, @Nullable Object item) {
        try {
            if (item == null) {
                session.run(this);
            } else {
                session.take(this, item);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("event=session.failed", e);
        }
    }

    boolean inThread() {
        return loop.inEventLoop();
    }

    /** Runs a task on this loop later; null when the loop is closed. */
    @Nullable
    ScheduledFuture<?> schedule(Runnable task, long millis) {
        try {
            return loop.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("event=loop.closed");
            return null;
        }
    }
}
