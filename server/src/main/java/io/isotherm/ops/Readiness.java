package io.isotherm.ops;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether the process does its work: the sum of its parts' checks. They run side by side, each has {@link #PATIENCE},
 * and the answer holds for {@link #FRESH}, so that asking often costs nothing. {@link #ask} blocks.
 */
public final class Readiness {
    static final Duration PATIENCE = Duration.ofSeconds(2);
    static final Duration FRESH = Duration.ofSeconds(1);

    private final List<Check> checks = new ArrayList<>();
    private final InstantSource clock;
    private Answer last = new Answer(Health.State.DOWN, Map.of());
    private long lastAt = Long.MIN_VALUE;

    public Readiness(List<? extends Component> parts, InstantSource clock) {
        for (Component part : parts) {
            checks.add(new Check(part));
        }
        this.clock = clock;
    }

    /** The parts' names, in order. */
    public List<String> names() {
        return checks.stream().map(check -> check.part.name()).toList();
    }

    /**
     * @param state the worst of all
     * @param parts by name, in order
     */
    public record Answer(Health.State state, Map<String, Health> parts) {
        public boolean isReady() {
            return state != Health.State.DOWN;
        }
    }

    /** How the parts are. */
    public synchronized Answer ask() {
        long now = clock.millis();
        if (lastAt != Long.MIN_VALUE && now - lastAt < FRESH.toMillis() && now >= lastAt) {
            return last;
        }
        checks.forEach(Check::start);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Health> parts = new LinkedHashMap<>();
        Health.State worst = Health.State.OK;
        for (Check check : checks) {
            Health health = check.await(deadline - System.nanoTime());
            parts.put(check.part.name(), health);
            worst = health.state().compareTo(worst) > 0 ? health.state() : worst;
        }
        last = new Answer(worst, parts);
        lastAt = clock.millis();
        return last;
    }

    /** One part's check, of which one runs at most: a part that hangs costs one thread, not one for each question. */
    private static final class Check {
        private final Component part;
        private CompletableFuture<Health> running = CompletableFuture.completedFuture(Health.OK);

        Check(Component part) {
            this.part = part;
        }

        void start() {
            if (running.isDone()) {
                CompletableFuture<Health> answer = new CompletableFuture<>();
                running = answer;
                Thread.ofVirtual().name("check-" + part.name()).start(() -> {
                    try {
                        answer.complete(part.check());
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
            }
        }

        Health await(long nanos) {
            try {
                return running.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return Health.down("no-answer", "No answer within " + PATIENCE.toSeconds() + " s.");
            } catch (ExecutionException e) {
                return Health.down("check-failed", "The check failed: " + e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Health.down("check-failed", "The check was interrupted.");
            }
        }
    }
}
