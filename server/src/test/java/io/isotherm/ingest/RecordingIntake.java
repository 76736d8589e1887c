package io.isotherm.ingest;

import io.isotherm.model.IncomingBatch;
import io.isotherm.pipeline.Announcement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A door that keeps what comes in, in the order in which it came, and fails when it is told to. */
public final class RecordingIntake implements Intake {
    private final List<Reading> readings = new ArrayList<>();
    private final List<Announcement> announcements = new ArrayList<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;
    private int calls;
    private int waiting;
    private int mostWaiting;
    private int largest;

    /** A reading as it came in. */
    public record Reading(String key, long time, double value) {}

    @Override
    public synchronized CompletableFuture<Ingest.Outcome> accept(Sender sender, IncomingBatch batch) {
        calls++;
        largest = Math.max(largest, batch.size());
        RuntimeException failure = failures.poll();
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        CompletableFuture<Ingest.Outcome> outcome = new CompletableFuture<>();
        waiting++;
        mostWaiting = Math.max(mostWaiting, waiting);
        Runnable commit = () -> {
            for (int i = 0; i < batch.size(); i++) {
                String key = batch.keys().get(batch.key(i)).key();
                readings.add(new Reading(key, batch.time(i), batch.value(i)));
            }
            waiting--;
            outcome.complete(new Ingest.Outcome(batch.size(), batch.refusals()));
        };
        if (holding) {
            held.add(commit);
        } else {
            commit.run();
        }
        return outcome;
    }

    @Override
    public synchronized CompletableFuture<Void> announce(List<Announcement> found) {
        calls++;
        RuntimeException failure = failures.poll();
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        announcements.addAll(found);
        return CompletableFuture.completedFuture(null);
    }

    /** The next call fails so, before later ones. */
    public synchronized RecordingIntake failNext(RuntimeException failure) {
        failures.add(failure);
        return this;
    }

    /** From now on nothing is acknowledged until {@link #release}. */
    public synchronized void hold() {
        holding = true;
    }

    public synchronized void release() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    public synchronized List<Reading> readings() {
        return List.copyOf(readings);
    }

    public List<Reading> readings(String key) {
        return readings().stream().filter(reading -> reading.key().equals(key)).toList();
    }

    public synchronized @Nullable Reading last() {
        return readings.isEmpty() ? null : readings.getLast();
    }

    public synchronized int size() {
        return readings.size();
    }

    public synchronized List<Announcement> announcements() {
        return List.copyOf(announcements);
    }

    public synchronized int calls() {
        return calls;
    }

    public synchronized int mostWaiting() {
        return mostWaiting;
    }

    public synchronized int largest() {
        return largest;
    }
}
