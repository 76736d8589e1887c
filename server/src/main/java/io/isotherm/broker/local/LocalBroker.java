package io.isotherm.broker.local;

import io.isotherm.broker.Broker;
import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.trace.Span;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells within this process: one thread hands what was published to every listener, in order. At most {@code capacity}
 * readings wait; what comes on top is dropped, counted, and made known by {@link Listener#lost} in its place.
 */
public final class LocalBroker implements Broker {
    private static final Logger LOG = LoggerFactory.getLogger(LocalBroker.class);

    /** Readings that may wait for slow listeners by default: about 30 MB. */
    public static final int DEFAULT_CAPACITY = 1_000_000;

    private final int capacity;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private long waitingReadings;
    private boolean closed;

    public LocalBroker(int capacity) {
        this.capacity = capacity;
        thread = Thread.ofPlatform().name("broker").daemon().start(this::deliver);
    }

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public void publish(ReadingBatch batch) {
        enqueue(new Message.Readings(batch, Span.current()), batch.size());
    }

    @Override
    public void publish(CatalogChange change) {
        enqueue(new Message.Catalog(change), 1);
    }

    @Override
    public void tellHere(ReadingBatch batch) {
        publish(batch);
    }

    @Override
    public void tellHere(CatalogChange change) {
        publish(change);
    }

    /** Tells that another process changed the catalogue. */
    public void catalogElsewhere(CatalogChange change) {
        enqueue(new Message.Elsewhere(change), 1);
    }

    /** Tells that something may have been missed; once where that is what is told last. */
    public void lost() {
        synchronized (waiting) {
            if (!closed && !(waiting.peekLast() instanceof Message.Lost)) {
                waiting.add(new Message.Lost());
                waiting.notifyAll();
            }
        }
    }

    @Override
    public Subscription subscribe(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public CompletableFuture<Answers> ask(String topic, byte[] question) {
        return CompletableFuture.completedFuture(Answers.NONE);
    }

    /** Nobody else asks. */
    @Override
    public void answer(String topic, Respondent respondent) {}

    /** How many readings and changes were not told because the listeners were too slow. */
    public long dropped() {
        return dropped.get();
    }

    /** Shows the same as a metric. */
    public void register(MeterRegistry meters) {
        FunctionCounter.builder("isotherm.broker.dropped", dropped, AtomicLong::get)
                .description("Readings and changes not told within this process because listeners were too slow")
                .register(meters);
    }

    @Override
    public Health check() {
        return thread.isAlive()
                ? Health.OK
                : Health.down("thread-ended", "The broker's thread has ended: restart the program.");
    }

    @Override
    public void close() {
        synchronized (waiting) {
            closed = true;
            waiting.notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void enqueue(Message message, int size) {
        synchronized (waiting) {
            if (closed) {
                return;
            }
            // A batch larger than the capacity passes when nothing else waits, so that it is never stuck for ever.
            if (waitingReadings > 0 && waitingReadings + size > capacity) {
                dropped.addAndGet(size);
                if (!(waiting.peekLast() instanceof Message.Lost)) {
                    waiting.add(new Message.Lost());
                }
                return;
            }
            waiting.add(message);
            waitingReadings += size;
            waiting.notifyAll();
        }
    }

    private void deliver() {
        for (Message message = next(); message != null; message = next()) {
            for (Listener listener : listeners) {
                try {
                    switch (message) {
                        case Message.Readings readings -> {
                            try (Span.Scope _ = readings.span().enter()) {
                                listener.readings(readings.batch());
                            }
                        }
                        case Message.Catalog catalog -> listener.catalog(catalog.change());
                        case Message.Elsewhere elsewhere -> listener.catalogElsewhere(elsewhere.change());
                        case Message.Lost lost -> listener.lost();
                    }
                } catch (RuntimeException e) {
                    // One listener's fault must not keep the others from hearing.
                    LOG.error("broker listener failed message={}", message, e);
                }
            }
            // Counted as waiting until it is delivered, so that a batch in hand takes its room too.
            int size = message.size();
            synchronized (waiting) {
                waitingReadings -= size;
            }
        }
    }

    private @Nullable Message next() {
        synchronized (waiting) {
            while (waiting.isEmpty() && !closed) {
                try {
                    waiting.wait();
                } catch (InterruptedException e) {
                    return null;
                }
            }
            return waiting.poll();
        }
    }

    private sealed interface Message {
        int size();

        /** @param span of what was done when it was published */
        record Readings(ReadingBatch batch, Span span) implements Message {
            @Override
            public int size() {
                return batch.size();
            }
        }

        record Catalog(CatalogChange change) implements Message {
            @Override
            public int size() {
                return 1;
            }
        }

        record Elsewhere(CatalogChange change) implements Message {
            @Override
            public int size() {
                return 1;
            }
        }

        record Lost() implements Message {
            @Override
            public int size() {
                return 0;
            }
        }
    }
}
