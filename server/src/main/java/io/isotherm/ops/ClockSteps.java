package io.isotherm.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the machine's clock can be relied on: readings without a time of their own get its, and those too far ahead of
 * it are refused. Two clocks of this machine are held against each other, of which only one can be set, and its clock
 * against the database's where there is one. Asked every few seconds.
 */
public final class ClockSteps implements Component {
    /** Smaller steps are what a time service does when it starts. */
    static final Duration LEAST_STEP = Duration.ofSeconds(2);

    /** Between machines that follow a time service it is some milliseconds, and the question takes some. */
    static final Duration MOST_APART = Duration.ofSeconds(2);

    static final Duration REMEMBERED = Duration.ofHours(1);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Supplier<OptionalLong> behindDatabase;
    private long offset;
    private long count;

    private record Step(long millis, Instant at) {}

    private @Nullable Step last;

    /** @param behindDatabase by how many milliseconds the database's clock is ahead of this one; empty where unknown */
    public ClockSteps(InstantSource clock, Supplier<OptionalLong> behindDatabase) {
        this(clock, System::nanoTime, behindDatabase);
    }

    ClockSteps(InstantSource clock, LongSupplier nanos, Supplier<OptionalLong> behindDatabase) {
        this.clock = clock;
        this.nanos = nanos;
        this.behindDatabase = behindDatabase;
        offset = offset();
    }

    private long offset() {
        return clock.millis() - Math.floorDiv(nanos.getAsLong(), 1_000_000L);
    }

    /** How often the clock was set since the start, as far as it was seen. */
    public synchronized long count() {
        return count;
    }

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public synchronized Health check() {
        long now = offset();
        long step = now - offset;
        // Taken over in any case: a time service that brings the clock near by little and little makes no step.
        offset = now;
        if (Math.abs(step) >= LEAST_STEP.toMillis()) {
            count++;
            last = new Step(step, clock.instant());
        }
        OptionalLong behind = behindDatabase.get();
        if (behind.isPresent() && Math.abs(behind.getAsLong()) > MOST_APART.toMillis()) {
            return Health.degraded(
                    "clock-off",
                    "The clock of this machine is " + seconds(behind.getAsLong())
                            + (behind.getAsLong() > 0 ? " behind" : " ahead of")
                            + " the database's: let both follow a time service.");
        }
        Step told = last;
        if (told == null || told.at.plus(REMEMBERED).isBefore(clock.instant())) {
            return Health.OK;
        }
        return Health.degraded(
                "clock-stepped",
                "The clock of this machine went " + (told.millis > 0 ? "forward" : "back") + " by "
                        + seconds(told.millis) + " at " + told.at
                        + ": it was set, or the machine slept. Readings without a time of their own got its.");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", Math.abs(millis) / 1_000.0);
    }

    @Override
    public void close() {}
}
