package io.isotherm.ingest.mqtt;

import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.Sender;
import io.isotherm.ingest.mqtt.PublishDecoder.Publish;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.ingest.vendor.Command;
import io.isotherm.ingest.vendor.TopicDecoders.Decoded;
import io.isotherm.model.IncomingBatch;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the messages of a broker to the door, each again and again until it is durable: a broker sends again only on a
 * new connection. For one event loop.
 */
final class BridgeDelivery {
    private static final Logger log = LoggerFactory.getLogger(BridgeDelivery.class);

    private static final long OVERLOADED_FIRST_MILLIS = 50;
    private static final long OVERLOADED_MOST_MILLIS = 2_000;
    private static final long DOWN_FIRST_MILLIS = 500;
    private static final long DOWN_MOST_MILLIS = 10_000;

    /** What fails in a way that waiting does not mend is given up, so that what comes after it is not held up. */
    private static final int MOST_TRIES = 5;

    private final Vertx vertx;
    private final String sender;
    private final MqttTopics topics;
    private final BiFunction<Sender, IncomingBatch, CompletableFuture<Ingest.Outcome>> door;
    private final BridgeCounts counts;
    private final MqttNotices notices = new MqttNotices(System::nanoTime);

    /** @param sender what people read as the sender's name */
    BridgeDelivery(
            Vertx vertx,
            String sender,
            MqttTopics topics,
            BiFunction<Sender, IncomingBatch, CompletableFuture<Ingest.Outcome>> door,
            BridgeCounts counts) {
        this.vertx = vertx;
        this.sender = sender;
        this.topics = topics;
        this.door = door;
        this.counts = counts;
    }

    /** Who waits for what becomes of messages: a connection. */
    interface Receiver {
        /** The event loop on which it is told. */
        Context context();

        /** The message is durable, or of no use. */
        void settled(Backlog.Entry one);

        /** Publishes what a device is to be told. */
        void tell(Command command);

        /** A message is not kept, and has to wait. */
        void slow();

        /** The connection is gone: the broker sends again what was not settled, or it is lost. */
        boolean isGone();
    }

    /** Brings a message in; {@link Receiver#settled} is called once, perhaps at once, unless the receiver goes. */
    void deliver(Receiver receiver, Backlog.Entry one) {
        counts.messages.increment();
        new Message(receiver, one).begin();
    }

    private final class Message {
        private final Receiver receiver;
        private final Backlog.Entry one;
        private final Publish publish;
        private final long received = System.currentTimeMillis();
        private int failures;

        private Message(Receiver receiver, Backlog.Entry one) {
            this.receiver = receiver;
            this.one = one;
            publish = one.publish;
        }

        private void begin() {
            Decoded decoded = topics.decode(publish.topic(), null, publish.payload(), received);
            if (decoded == null) {
                counts.unknown.increment();
                receiver.settled(one);
                return;
            }
            Command reply = decoded.reply();
            if (reply != null && !publish.retained()) {
                receiver.tell(reply);
            }
            IncomingBatch batch = decoded.batch();
            if (publish.retained()) {
                int timeless = Timeless.count(batch);
                if (timeless > 0) {
                    counts.retained.increment(timeless);
                    batch = Timeless.dropped(batch);
                }
            }
            offer(new Sender(decoded.protocol(), sender), batch);
        }

        private void offer(Sender from, IncomingBatch batch) {
            CompletableFuture<Ingest.Outcome> kept;
            try {
                kept = door.apply(from, batch);
            } catch (RuntimeException e) {
                kept = CompletableFuture.failedFuture(e);
            }
            var _ = kept.whenComplete((outcome, failure) ->
                    receiver.context().runOnContext(_ -> answered(from, batch, outcome, failure)));
        }

        private void answered(
                Sender from, IncomingBatch batch, Ingest.@Nullable Outcome outcome, @Nullable Throwable failure) {
            if (receiver.isGone()) {
                if (outcome == null) {
                    gone();
                }
                return;
            }
            if (outcome != null) {
                if (!outcome.refused().isEmpty()) {
                    notice("payload", outcome.refused().getFirst().detail() + " Topic: " + Quoted.of(publish.topic()));
                }
                receiver.settled(one);
                return;
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            boolean overloaded = cause instanceof OverloadedException;
            failures++;
            if (!overloaded && !(cause instanceof StoreException) && failures >= MOST_TRIES) {
                log.error("message given up: protocol=mqtt topic={}", Quoted.of(publish.topic()), cause);
                counts.lost.increment();
                receiver.settled(one);
                return;
            }
            notice("failure", "Not kept yet, and tried again: " + (cause == null ? "" : cause.getMessage()));
            counts.retries.increment();
            receiver.slow();
            // Tried later, it is not younger.
            IncomingBatch stamped = failures == 1 ? Timeless.stamped(batch, received) : batch;
            long wait = overloaded
                    ? overloadedMillis(failures - 1)
                    : pause(failures - 1, DOWN_FIRST_MILLIS, DOWN_MOST_MILLIS);
            vertx.setTimer(wait, _ -> {
                if (receiver.isGone()) {
                    gone();
                } else {
                    offer(from, stamped);
                }
            });
        }

        private void gone() {
            if (publish.qos() == 0) {
                counts.lost.increment();
            }
        }

        private void notice(String kind, String text) {
            if (notices.isDue(sender, kind, MqttNotices.MINUTELY)) {
                log.warn(
                        "message: protocol=mqtt from={} notice=\"{}\"",
                        sender,
                        Quoted.plain(text.replace('"', '\''), 500));
            }
        }
    }

    /** How long a message waits that the store had no room for, after so many times before. */
    static long overloadedMillis(int before) {
        return pause(before, OVERLOADED_FIRST_MILLIS, OVERLOADED_MOST_MILLIS);
    }

    private static long pause(int before, long first, long most) {
        return Math.min(most, first << Math.min(before, 20));
    }
}
