package io.isotherm.ingest;

import io.isotherm.inbox.MessageSample;
import io.isotherm.inbox.Samples;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.IncomingBatch.Refusal;
import io.isotherm.model.Message;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.pipeline.Announcement;
import io.isotherm.pipeline.Newcomers;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.pipeline.Pipeline;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The one door: every reading of every protocol comes in here. Holds each sender to its limits and to what it may send of,
 * checks times and units, counts by protocol, sender and outcome, and hands what is good to the pipeline. Messages that
 * could not be read come in as well, as batches of nothing but a refusal. Does not block; may be called from any thread.
 */
public final class Ingest implements Intake {
    /** How far ahead of this machine's clock a reading's time may be. */
    static final Duration FUTURE = Duration.ofMinutes(5);

    /** Readings from before are refused: a device whose clock was never set counts from 1970. */
    static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private static final long FUTURE_MS = FUTURE.toMillis();
    private static final long EARLIEST_MS = EARLIEST.toEpochMilli();

    private final Pipeline pipeline;
    private final InstantSource clock;
    private final Senders senders;
    private final Predicate<String> liveTokens;
    private final Newcomers newcomers;
    private final Samples samples;
    private final ObjLongConsumer<DeviceNote> notes;
    private final Admission admission;
    private final DeviceClocks clocks;
    private final IngestMeters meters;

    /** A door that knows no tokens and no limits, and where every device is welcome. */
    public Ingest(Pipeline pipeline, InstantSource clock, MeterRegistry meters) {
        this(
                pipeline,
                clock,
                meters,
                new Senders(Limits.NONE, clock),
                _ -> true,
                Newcomers.WELCOME,
                new Samples(),
                (_, _) -> {});
    }

    /**
     * @param senders knows their limits, and is told what becomes of what they send
     * @param liveTokens whether the token with an id is of use still: a connection may outlive it
     * @param newcomers what becomes of devices that nobody expects
     * @param samples gets the last message of devices that wait in the inbox
     * @param notes gets what messages tell of devices, and when, epoch milliseconds
     */
    public Ingest(
            Pipeline pipeline,
            InstantSource clock,
            MeterRegistry meters,
            Senders senders,
            Predicate<String> liveTokens,
            Newcomers newcomers,
            Samples samples,
            ObjLongConsumer<DeviceNote> notes) {
        this.pipeline = pipeline;
        this.newcomers = newcomers;
        this.clock = clock;
        this.meters = new IngestMeters(meters);
        this.senders = senders;
        this.liveTokens = liveTokens;
        this.samples = samples;
        this.notes = notes;
        clocks = new DeviceClocks(
                (device, offset) -> notes.accept(new DeviceNote(device, null, clockNote(offset)), clock.millis()));
        admission = new Admission(pipeline);
    }

    /** How far the clocks of devices are off. */
    public DeviceClocks clocks() {
        return clocks;
    }

    /** What transports bring their messages to. */
    public Door door() {
        return new Door() {
            @Override
            public CompletableFuture<Outcome> apply(Sender sender, IncomingBatch batch) {
                return accept(sender, batch);
            }

            @Override
            public long closedMillis(Sender sender) {
                return Ingest.this.closedMillis(sender);
            }
        };
    }

    private long closedMillis(Sender sender) {
        long wait = senders.spentMillis(sender);
        if (wait > 0) {
            // How many readings are in it nobody knows: it counts as one.
            count(sender, IngestMeters.Outcome.LIMITED, 1);
            senders.heard(sender).add(0, 0, 1, 0);
        }
        return wait;
    }

    @Override
    public CompletableFuture<Outcome> accept(Sender sender, IncomingBatch batch) {
        long now = clock.millis();
        SenderLog log = senders.heard(sender);
        Message message = batch.message();
        long wait = message == null ? 0 : log.admit(batch.size(), message.bytes());
        if (wait > 0) {
            count(sender, IngestMeters.Outcome.LIMITED, batch.size());
            log.add(0, 0, batch.size(), 0);
            return CompletableFuture.failedFuture(new LimitedException(wait));
        }
        List<Refusal> refused = new ArrayList<>(batch.refusals());
        IncomingBatch allowed = allowed(sender, batch, refused);
        if (!allowed.hints().isEmpty()) {
            pipeline.learn(allowed.hints());
        }
        allowed.notes().forEach(note -> notes.accept(note, now));
        clocks.note(allowed, now);
        IncomingBatch good = checked(allowed, now, refused);
        refused.sort(Comparator.comparingInt(Refusal::item));
        if (!refused.isEmpty()) {
            count(sender, IngestMeters.Outcome.REFUSED, refused.size());
            log.add(0, refused.size(), 0, 0);
            if (message != null) {
                senders.refused(sender, RefusedMessage.of(now, message, refused));
            }
        }
        if (good.size() == 0) {
            return CompletableFuture.completedFuture(new Outcome(0, List.copyOf(refused)));
        }
        long start = System.nanoTime();
        // Not handle(): whoever listens would be told of its failure in the wrapping of a CompletionException.
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        var _ = pipeline.submit(good.withoutMessage(), now, settling(sender)).whenComplete((turnedAway, failure) -> {
            if (failure == null) {
                meters.durable(sender.protocol(), System.nanoTime() - start);
                int accepted = good.size() - turnedAway.size();
                count(sender, IngestMeters.Outcome.ACCEPTED, accepted);
                count(sender, IngestMeters.Outcome.REFUSED, turnedAway.size());
                log.add(accepted, turnedAway.size(), 0, 0);
                refused.addAll(turnedAway);
                refused.sort(Comparator.comparingInt(Refusal::item));
                if (message != null) {
                    sample(sender, now, message, good);
                    if (!turnedAway.isEmpty()) {
                        senders.refused(sender, RefusedMessage.of(now, message, turnedAway));
                    }
                }
                answer.complete(new Outcome(accepted, List.copyOf(refused)));
                return;
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            count(
                    sender,
                    cause instanceof OverloadedException
                            ? IngestMeters.Outcome.OVERLOADED
                            : IngestMeters.Outcome.FAILED,
                    good.size());
            log.add(0, 0, 0, good.size());
            answer.completeExceptionally(cause);
        });
        return answer;
    }

    private static Map<String, String> clockNote(long offset) {
        String text = offset == 0 ? "right" : Math.abs(offset) / 1_000 + (offset > 0 ? " s ahead" : " s behind");
        return Map.of(DeviceNote.CLOCK, text);
    }

    // Where a device is put that has to be made, and whether it waits.
    private Newcomers settling(Sender sender) {
        String site = Admission.site(sender.grant());
        return sender.isExpected() ? (site == null ? Newcomers.WELCOME : Newcomers.WELCOME.at(site)) : newcomers;
    }

    // What people see in the inbox: who waits was heard, and what it sent.
    private void sample(Sender sender, long now, Message message, IncomingBatch batch) {
        MessageSample sample = null;
        for (SensorKey key : batch.keys()) {
            if (!pipeline.isWaiting(key)) {
                continue;
            }
            if (sample == null) {
                byte[] head = message.head(MessageSample.MOST_BYTES);
                sample = MessageSample.of(now, sender.protocol(), sender.id(), message.place(), head, message.bytes());
            }
            notes.accept(new DeviceNote(key.device(), null, Map.of()), now);
            samples.put(key.device(), sample);
        }
    }

    @Override
    public CompletableFuture<Void> announce(List<Announcement> announcements) {
        return pipeline.announce(announcements);
    }

    // Without what the sender may not send; the batch itself where it may send all, which is nearly always.
    IncomingBatch allowed(Sender sender, IncomingBatch batch, List<Refusal> refused) {
        boolean revoked = sender.token() != null && !liveTokens.test(sender.token());
        if (!revoked && Admission.isUnlimited(sender.grant())) {
            return batch;
        }
        @Nullable String[] denied = new String[batch.keys().size()];
        boolean all = true;
        for (int k = 0; k < denied.length; k++) {
            denied[k] = revoked
                    ? "The token was revoked."
                    : admission.denied(sender.grant(), batch.keys().get(k));
            all &= denied[k] == null;
        }
        if (all && batch.hints().isEmpty() && batch.notes().isEmpty()) {
            return batch;
        }
        IncomingBatch.Builder kept = new IncomingBatch.Builder();
        for (int i = 0; i < batch.size(); i++) {
            String reason = denied[batch.key(i)];
            if (reason == null) {
                copy(batch, i, kept);
            } else {
                refused.add(new Refusal(batch.item(i), reason, Refusal.Kind.NOT_ALLOWED));
            }
        }
        if (!revoked) {
            batch.hints().stream()
                    .filter(hint -> admission.denied(sender.grant(), hint.key()) == null)
                    .forEach(kept::hint);
            batch.notes().stream()
                    .filter(note -> admission.denied(sender.grant(), note.device()) == null)
                    .forEach(kept::note);
        }
        return kept.build();
    }

    // Gives the batch itself where nothing is wrong with it, which is nearly always.
    private static IncomingBatch checked(IncomingBatch batch, long now, List<Refusal> refused) {
        if (!isSuspect(batch, now)) {
            return batch;
        }
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
        if (kept == null) {
            return batch;
        }
        batch.hints().forEach(kept::hint);
        batch.notes().forEach(kept::note);
        return kept.build();
    }

    // Looks at all in a short loop; what it holds for wrong is looked at again, with the reason.
    private static boolean isSuspect(IncomingBatch batch, long now) {
        long latest = now + FUTURE_MS;
        for (int i = 0; i < batch.size(); i++) {
            long time = batch.time(i);
            if (batch.unit(i) != null || ((time < EARLIEST_MS || time > latest) && time != IncomingBatch.NO_TIME)) {
                return true;
            }
        }
        return false;
    }

    private static void copy(IncomingBatch batch, int i, IncomingBatch.Builder to) {
        to.add(batch.keys().get(batch.key(i)), batch.time(i), batch.value(i), batch.unit(i), batch.item(i));
    }

    private static @Nullable String fault(IncomingBatch batch, int i, long now) {
        long time = batch.time(i);
        if (time != IncomingBatch.NO_TIME) {
            if (time < EARLIEST_MS) {
                return "The time is before 2000-01-01 (" + time + " ms since 1970): is the device's clock set?";
            }
            if (time > now + FUTURE_MS) {
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
            if (quantity.isBelow(unit.convert(batch.value(i), Unit.CELSIUS))) {
                return batch.value(i) + " " + unit.symbol() + " is below absolute zero.";
            }
        }
        return null;
    }

    private void count(Sender sender, IngestMeters.Outcome outcome, int readings) {
        meters.count(sender.protocol(), outcome, readings);
    }

    /**
     * What became of a message.
     *
     * @param accepted how many readings are durable
     * @param refused the items that are not kept and why, in the message's order
     */
    public record Outcome(int accepted, List<Refusal> refused) {}
}
