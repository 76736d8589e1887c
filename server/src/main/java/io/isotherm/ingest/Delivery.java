package io.isotherm.ingest;

import io.isotherm.model.IncomingBatch;
import io.isotherm.pipeline.Announcement;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.store.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a source's batches to the door: a few at a time, each again and again until it is durable. Blocks its caller
 * for as long as the door is overloaded or the store is down, so a source holds no more than it can. For one thread.
 */
public final class Delivery {
    // An overload passes within a few commits; a store that is down stays down for longer.
    private static final Duration OVERLOADED_FIRST = Duration.ofMillis(20);
    private static final Duration OVERLOADED_MOST = Duration.ofSeconds(1);
    private static final Duration DOWN_FIRST = Duration.ofMillis(500);
    private static final Duration DOWN_MOST = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Intake intake;
    private final Sender sender;
    private final int inFlight;
    private final Settled settled;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private long accepted;
    private long refused;

    /** Is told what became of each batch, in the order they were sent, on the thread that sends. */
    @FunctionalInterface
    public interface Settled {
        void settled(IncomingBatch batch, Ingest.Outcome outcome);
    }

    /** @param inFlight how many batches may wait to become durable at a time, at least 1 */
    public Delivery(Intake intake, Sender sender, int inFlight) {
        this(intake, sender, inFlight, (_, _) -> {});
    }

    /** Likewise; and tells what became of each batch. */
    public Delivery(Intake intake, Sender sender, int inFlight, Settled settled) {
        if (inFlight < 1) {
            throw new IllegalArgumentException("inFlight is at least 1, not " + inFlight);
        }
        this.intake = intake;
        this.sender = sender;
        this.inFlight = inFlight;
        this.settled = settled;
    }

    /**
     * Sends a batch; waits for the oldest while too many are under way.
     *
     * @throws IllegalStateException when the door fails in a way that trying again cannot mend
     */
    public void send(IncomingBatch batch) throws InterruptedException {
        while (sent.size() >= inFlight) {
            settleOldest();
        }
        sent.addLast(new Sent(batch, intake.accept(sender, batch)));
    }

    /** Waits until all that was sent is durable. */
    public void flush() throws InterruptedException {
        while (!sent.isEmpty()) {
            settleOldest();
        }
    }

    /** Announces sensors and waits until it is done. */
    public void announce(List<Announcement> announcements) throws InterruptedException {
        untilDone(intake.announce(announcements), () -> intake.announce(announcements));
    }

    /** How many readings are durable. */
    public long accepted() {
        return accepted;
    }

    /** How many readings the door refused, for their time or unit. */
    public long refused() {
        return refused;
    }

    private void settleOldest() throws InterruptedException {
        Sent oldest = sent.removeFirst();
        Ingest.Outcome outcome = untilDone(oldest.outcome(), () -> intake.accept(sender, oldest.batch()));
        accepted += outcome.accepted();
        if (!outcome.refused().isEmpty()) {
            if (refused == 0) {
                log.warn(
                        "readings refused, more are only counted protocol={} from={} reason=\"{}\"",
                        sender.protocol(),
                        sender.id(),
                        outcome.refused().getFirst().detail());
            }
            refused += outcome.refused().size();
        }
        settled.settled(oldest.batch(), outcome);
    }

    private <T> T untilDone(Future<T> first, Supplier<? extends Future<T>> again) throws InterruptedException {
        Future<T> attempt = first;
        for (int failures = 0; ; failures++) {
            try {
                T result = attempt.get();
                if (failures > 0) {
                    log.info(
                            "delivery goes on protocol={} from={} attempts={}",
                            sender.protocol(),
                            sender.id(),
                            failures + 1);
                }
                return result;
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                if (!(cause instanceof OverloadedException) && !(cause instanceof StoreException)) {
                    throw new IllegalStateException("The door failed", cause);
                }
                boolean overloaded = cause instanceof OverloadedException;
                if (failures == 0) {
                    log.atLevel(overloaded ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.WARN)
                            .log(
                                    "delivery waits protocol={} from={} reason=\"{}\"",
                                    sender.protocol(),
                                    sender.id(),
                                    cause.getMessage());
                }
                Thread.sleep(
                        overloaded
                                ? pause(OVERLOADED_FIRST, OVERLOADED_MOST, failures)
                                : pause(DOWN_FIRST, DOWN_MOST, failures));
                attempt = again.get();
            }
        }
    }

    /** Doubles with each failure up to the most. */
    static Duration pause(Duration first, Duration most, int failures) {
        Duration pause = first.multipliedBy(1L << Math.min(failures, 20));
        return pause.compareTo(most) < 0 ? pause : most;
    }

    private record Sent(IncomingBatch batch, CompletableFuture<Ingest.Outcome> outcome) {}
}
