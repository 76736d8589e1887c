package io.isotherm.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the parts every few seconds, whether somebody asks or not, and so knows since when each is as it is; tells it
 * to the log and, as {@code isotherm_health}, to who collects metrics. A look that ends with the process costs nobody.
 */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final Readiness readiness;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Standing> standings = new LinkedHashMap<>();

    /**
     * How a part is.
     *
     * @param since when it was first seen in this condition, in which details may have changed
     */
    public record Standing(String part, Health health, Instant since) {}

    public Watch(Readiness readiness, InstantSource clock, MeterRegistry meters) {
        this.readiness = readiness;
        this.clock = clock;
        for (String part : readiness.names()) {
            Gauge.builder("isotherm.health", () -> value(part))
                    .description("How a part is: 0 well, 1 degraded, 2 down")
                    .tag("part", part)
                    .register(meters);
        }
        Gauge.builder("isotherm.ready", () -> isReady() ? 1 : 0)
                .description("1 where no part is down")
                .register(meters);
    }

    /** Looks for the first time, and goes on in the background. */
    public void start() {
        look();
        Thread.ofPlatform().name("health").daemon().start(() -> {
            try {
                while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    look();
                }
            } catch (InterruptedException e) {
                LOG.error("thread interrupted: nobody looks at the parts any more");
            }
        });
    }

    /** How the parts were at the last look, in the order of their start; does not block. */
    public List<Standing> standings() {
        synchronized (standings) {
            return new ArrayList<>(standings.values());
        }
    }

    /** The worst state of all. */
    public Health.State state() {
        return standings().stream()
                .map(standing -> standing.health().state())
                .max(Health.State::compareTo)
                .orElse(Health.State.OK);
    }

    private boolean isReady() {
        return state() != Health.State.DOWN;
    }

    private double value(String part) {
        synchronized (standings) {
            Standing standing = standings.get(part);
            if (standing == null) {
                return Double.NaN;
            }
            return switch (standing.health().state()) {
                case OK -> 0;
                case DEGRADED -> 1;
                case DOWN -> 2;
            };
        }
    }

    void look() {
        Map<String, Health> parts = readiness.ask().parts();
        Instant now = clock.instant();
        parts.forEach((part, health) -> {
            @Nullable Standing before;
            synchronized (standings) {
                before = standings.get(part);
                Instant since = before != null && isSame(before.health(), health) ? before.since() : now;
                standings.put(part, new Standing(part, health, since));
            }
            tell(part, health, before == null ? Health.OK : before.health());
        });
    }

    private static boolean isSame(Health one, Health other) {
        return one.state() == other.state() && one.name().equals(other.name());
    }

    private static void tell(String part, Health health, Health before) {
        if (isSame(before, health)) {
            return;
        }
        if (health.state() == Health.State.OK) {
            LOG.info("well again part={}", part);
        } else {
            LOG.warn(
                    "not well part={} state={} condition={} reason=\"{}\"",
                    part,
                    health.state(),
                    health.name(),
                    health.detail());
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
