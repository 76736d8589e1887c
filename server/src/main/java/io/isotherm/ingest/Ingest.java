package io.isotherm.ingest;

import io.isotherm.model.IncomingBatch;
import io.isotherm.model.IncomingBatch.Refusal;
import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import io.isotherm.pipeline.Announcement;
import io.isotherm.pipeline.Newcomers;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.pipeline.Pipeline;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The one door: every reading of every protocol comes in here. Checks times and units, counts by protocol and outcome,
 * and hands what is good to the pipeline. Does not block; may be called from any thread.
 */
public final class Ingest implements Intake {
    /** How far ahead of this machine's clock a reading's time may be. */
    static final Duration FUTURE = Duration.ofMinutes(5);

    /** Readings from before are refused: a device whose clock was never set counts from 1970. */
    static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private final Pipeline pipeline;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Newcomers newcomers;

    public Ingest(Pipeline pipeline, InstantSource clock, MeterRegistry meters, Newcomers newcomers) {
        this.pipeline = pipeline;
        this.newcomers = newcomers;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public CompletableFuture<Outcome> accept(Sender sender, IncomingBatch batch) {
        long now = clock.millis();
        List<Refusal> refused = new ArrayList<>(batch.refusals());
        IncomingBatch good = checked(batch, now, refused);
        count(sender, "refused", refused.size());
        if (!batch.hints().isEmpty()) {
            pipeline.learn(batch.hints());
        }
        if (good.size() == 0) {
            return CompletableFuture.completedFuture(new Outcome(0, List.copyOf(refused)));
        }
        return pipeline.submit(good, now, sender.isOwn() ? Newcomers.WELCOME : newcomers)
                .handle((turnedAway, failure) -> {
                    if (failure != null) {
                        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure;
                        count(sender, cause instanceof OverloadedException ? "overloaded" : "failed", good.size());
                        throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(cause);
                    }
                    int accepted = good.size() - turnedAway.size();
                    count(sender, "accepted", accepted);
                    if (!turnedAway.isEmpty()) {
                        count(sender, "refused", turnedAway.size());
                        refused.addAll(turnedAway);
                        refused.sort(Comparator.comparingInt(Refusal::item));
                    }
                    return new Outcome(accepted, List.copyOf(refused));
                });
    }

    @Override
    public CompletableFuture<Void> announce(List<Announcement> announcements) {
        return pipeline.announce(announcements);
    }

    // Gives the batch itself where nothing is wrong with it, which is nearly always.
    private static IncomingBatch checked(IncomingBatch batch, long now, List<Refusal> refused) {
        IncomingBatch.@Nullable Builder kept = null;
        for (int i = 0; i < batch.size(); i++) {
            String fault = fault(batch, i, now);
            if (fault != null) {
                refused.add(new Refusal(batch.item(i), fault));
                if (kept == null) {
                    kept = new IncomingBatch.Builder();
                    for (int j = 0; j < i; j++) {
                        copy(batch, j, kept);
                    }
                }
            } else if (kept != null) {
                copy(batch, i, kept);
            }
        }
        refused.sort(Comparator.comparingInt(Refusal::item));
        return kept == null ? batch : kept.build();
    }

    private static void copy(IncomingBatch batch, int i, IncomingBatch.Builder to) {
        to.add(batch.keys().get(batch.key(i)), batch.time(i), batch.value(i), batch.unit(i), batch.item(i));
    }

    private static @Nullable String fault(IncomingBatch batch, int i, long now) {
        long time = batch.time(i);
        if (time != IncomingBatch.NO_TIME) {
            if (time < EARLIEST.toEpochMilli()) {
                return "The time is before 2000-01-01 (" + time + " ms since 1970): is the device's clock set?";
            }
            if (time > now + FUTURE.toMillis()) {
                return "The time " + Instant.ofEpochMilli(time)
                        + " is more than 5 minutes in the future; the server has " + Instant.ofEpochMilli(now) + ".";
            }
        }
        Quantity quantity = batch.keys().get(batch.key(i)).quantity();
        Unit unit = batch.unit(i);
        if (quantity == Quantity.TEMPERATURE && unit != null) {
            if (!unit.convertsTo(Unit.CELSIUS)) {
                return "The unit " + unit.symbol() + " is not one of temperature: use °C, °F or K.";
            }
            // A hair of room, as -459.67 °F is not exactly -273.15 °C in binary.
            if (unit.convert(batch.value(i), Unit.CELSIUS) < quantity.least() - 1e-9) {
                return batch.value(i) + " " + unit.symbol() + " is below absolute zero.";
            }
        }
        return null;
    }

    private void count(Sender sender, String outcome, int readings) {
        if (readings > 0) {
            Counter.builder("isotherm.readings")
                    .description("Readings that reached the door")
                    .tag("protocol", sender.protocol())
                    .tag("outcome", outcome)
                    .register(meters)
                    .increment(readings);
        }
    }

    /**
     * What became of a message.
     *
     * @param accepted how many readings are durable
     * @param refused the items that are not kept and why, in the message's order
     */
    public record Outcome(int accepted, List<Refusal> refused) {}
}
