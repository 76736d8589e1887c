package io.isotherm.ingest;

import io.isotherm.model.IncomingBatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A door that remembers what came, and opens only when told where it was told to hold. */
public final class RecordingDoor implements Door {
    /** One message that came, and its answer, which may be still out. */
    public record Arrival(Sender sender, IncomingBatch batch, CompletableFuture<Ingest.Outcome> answer) {
        public void open() {
            answer.complete(new Ingest.Outcome(batch.size(), batch.refusals()));
        }
    }

    /** What is said of readings that the sender has no right to. */
    public static final String DENIED = "This sender may not write to that device.";

    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private final List<IncomingBatch> unreadable = new CopyOnWriteArrayList<>();
    private volatile boolean holding;
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable String denied;
    private volatile long closed;
    private final AtomicInteger turnedAway = new AtomicInteger();

    /** From now on an answer waits for {@link Arrival#open}. */
    public void hold() {
        holding = true;
    }

    /** Refuses the readings of this device. */
    public void denying(String device) {
        denied = device;
    }

    /** From now on every sender has nothing left for so long. */
    public void closeFor(long millis) {
        closed = millis;
    }

    /** How many messages were turned away unread. */
    public int turnedAway() {
        return turnedAway.get();
    }

    @Override
    public long closedMillis(Sender sender) {
        if (closed > 0) {
            turnedAway.incrementAndGet();
        }
        return closed;
    }

    public void failWith(RuntimeException cause) {
        failure = cause;
    }

    /** From now on everything is kept at once. */
    public void open() {
        holding = false;
        failure = null;
        arrivals.forEach(Arrival::open);
    }

    public List<Arrival> arrivals() {
        return arrivals;
    }

    /** What came and could not be read at all; that is not among the arrivals. */
    public List<IncomingBatch> unreadable() {
        return unreadable;
    }

    @Override
    public CompletableFuture<Ingest.Outcome> apply(Sender sender, IncomingBatch batch) {
        if (batch.refusals().stream().anyMatch(refusal -> refusal.kind() == IncomingBatch.Refusal.Kind.UNREADABLE)) {
            unreadable.add(batch);
            return CompletableFuture.completedFuture(new Ingest.Outcome(0, batch.refusals()));
        }
        Arrival arrival = new Arrival(sender, batch, new CompletableFuture<>());
        RuntimeException cause = failure;
        if (batch.keys().stream().anyMatch(key -> key.device().equals(denied))) {
            arrival.answer.complete(new Ingest.Outcome(
                    0, List.of(new IncomingBatch.Refusal(0, DENIED, IncomingBatch.Refusal.Kind.NOT_ALLOWED))));
        } else if (cause != null && batch.size() > 0) {
            arrival.answer.completeExceptionally(cause);
        } else if (!holding || batch.size() == 0) {
            arrival.open();
        }
        arrivals.add(arrival);
        return arrival.answer;
    }
}
