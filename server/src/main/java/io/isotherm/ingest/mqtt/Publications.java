package io.isotherm.ingest.mqtt;

import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.LimitedException;
import io.isotherm.ingest.mqtt.PublishDecoder.Publish;
import io.isotherm.ingest.mqtt.Reception.Client;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.ingest.vendor.Command;
import io.isotherm.ingest.vendor.TopicDecoders.Decoded;
import io.isotherm.model.IncomingBatch.Refusal;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.store.StoreException;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.vertx.core.Context;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one client, from their arrival to their acknowledgement, which go out in the order of the messages
 * (MQTT 3.1.1, section 4.6). For the event loop of the connection.
 */
final class Publications {
    private static final Logger log = LoggerFactory.getLogger(Publications.class);

    /** How long a client is held back before it is closed, or read from again, when the store failed. */
    private static final int STORE_RETRY_SECONDS = 5;

    /** What they need of the connection. */
    interface Connection {
        void acknowledge(MqttMessageType type, int id, int reasonCode);

        boolean isVersion5();

        /** Tells the client something, if it wants to hear it. */
        void tell(Command command);

        /** A message needs nothing more. */
        void settled();

        /**
         * A message was not kept.
         *
         * @param sentAgain whether the client sends it again when it comes again
         */
        void lost(int retryAfterSeconds, boolean sentAgain);

        /** Nothing more is to be read for a while. */
        void slow(long millis);

        /** Nobody waits for what becomes of messages any more. */
        boolean isGone();
    }

    private final Reception shared;
    private final Context context;
    private final Backlog backlog;
    private final Connection connection;
    private final Set<Integer> unreleased = new HashSet<>();

    Publications(Reception shared, Context context, Backlog backlog, Connection connection) {
        this.shared = shared;
        this.context = context;
        this.backlog = backlog;
        this.connection = connection;
    }

    void take(Client client, Publish publish) {
        if (publish.qos() == 2 && unreleased.contains(publish.id())) {
            connection.acknowledge(MqttMessageType.PUBREC, publish.id(), 0);
            return;
        }
        enter(client, backlog.add(publish));
        connection.settled();
    }

    private void enter(Client client, Backlog.Entry one) {
        Decoded decoded = shared.decode(client, one.publish.topic(), one.publish.payload());
        if (decoded == null) {
            one.reasonCode = MqttReplies.TOPIC_NAME_INVALID;
            context.runOnContext(_ -> {
                backlog.done(one);
                proceed();
            });
        } else {
            Command reply = decoded.reply();
            if (reply != null) {
                connection.tell(reply);
            }
            offer(client, new Offer(one, decoded, System.currentTimeMillis(), 0));
        }
    }

    private void offer(Client client, Offer offer) {
        Publish publish = offer.one.publish;
        var _ = shared.take(client, offer.decoded, publish.topic(), publish.payload())
                .whenComplete(
                        (outcome, failure) -> context.runOnContext(_ -> settled(client, offer, outcome, failure)));
    }

    /**
     * What a message says, on its way to the store.
     *
     * @param received when it came, epoch milliseconds
     * @param before how often it was not taken
     */
    private record Offer(Backlog.Entry one, Decoded decoded, long received, int before) {
        /** For another time, when it is no younger. */
        Offer again() {
            Decoded stamped =
                    before > 0 ? decoded : new Decoded(decoded.protocol(), Timeless.stamped(decoded.batch(), received));
            return new Offer(one, stamped, received, before + 1);
        }
    }

    /** The client has heard that a message of quality 2 was received. */
    void release(int id) {
        unreleased.remove(id);
    }

    boolean areDone() {
        return backlog.isEmpty();
    }

    private void settled(Client client, Offer offer, Ingest.@Nullable Outcome outcome, @Nullable Throwable failure) {
        Backlog.Entry one = offer.one;
        if (outcome != null) {
            if (!outcome.refused().isEmpty()) {
                refused(client, one, outcome);
            }
            backlog.done(one);
        } else if (cause(failure) instanceof OverloadedException overloaded && !connection.isGone()) {
            offerLater(client, offer, overloaded);
        } else {
            backlog.drop(one);
            lost(client, one, failure);
        }
        proceed();
    }

    private void proceed() {
        backlog.takeDone(this::acknowledge);
        connection.settled();
    }

    // Nothing is lost and nothing acknowledged, but no more is read from the client meanwhile.
    private void offerLater(Client client, Offer offer, OverloadedException overloaded) {
        long millis;
        if (overloaded instanceof LimitedException limited) {
            shared.notice(
                    client, "limit", MqttNotices.MINUTELY, "It sends more than it may, and is read from more slowly");
            millis = limited.retryAfterMillis();
        } else {
            shared.notice(
                    client,
                    "overload",
                    MqttNotices.MINUTELY,
                    "It is read from more slowly: " + overloaded.getMessage());
            millis = BridgeDelivery.overloadedMillis(offer.before);
        }
        connection.slow(millis);
        context.owner().setTimer(Math.max(1, millis), _ -> {
            if (!connection.isGone()) {
                offer(client, offer.again());
            }
        });
    }

    private void refused(Client client, Backlog.Entry one, Ingest.Outcome outcome) {
        Optional<Refusal> denial =
                outcome.refused().stream().filter(Publications::isDenial).findFirst();
        if (denial.isPresent()) {
            shared.countIgnored("rights");
        }
        if (outcome.accepted() == 0) {
            one.reasonCode = denial.isPresent() ? MqttReplies.NOT_AUTHORIZED : MqttReplies.PAYLOAD_FORMAT_INVALID;
        }
        shared.notice(
                client,
                denial.isPresent() ? "rights" : "payload",
                MqttNotices.MINUTELY,
                denial.orElse(outcome.refused().getFirst()).detail() + " Topic: " + Quoted.of(one.publish.topic()));
    }

    private static boolean isDenial(Refusal refusal) {
        return refusal.kind() == Refusal.Kind.NOT_ALLOWED;
    }

    private void acknowledge(Backlog.Entry one) {
        int id = one.publish.id();
        if (one.publish.qos() == 1) {
            connection.acknowledge(MqttMessageType.PUBACK, id, one.reasonCode);
        } else if (one.publish.qos() == 2) {
            if (one.reasonCode == 0 || !connection.isVersion5()) {
                unreleased.add(id);
            }
            connection.acknowledge(MqttMessageType.PUBREC, id, one.reasonCode);
        }
    }

    private void lost(Client client, Backlog.Entry one, @Nullable Throwable failure) {
        Throwable cause = cause(failure);
        if (!(cause instanceof OverloadedException || cause instanceof StoreException)) {
            log.error("readings not kept: protocol=mqtt client={}", Quoted.of(client.name()), cause);
        }
        boolean sentAgain = one.publish.qos() > 0;
        shared.notice(
                client,
                "failure",
                MqttNotices.MINUTELY,
                (sentAgain
                                ? "Not kept, so not acknowledged; the client has to come again: "
                                : "Lost, as it was sent with quality of service 0: ")
                        + (cause == null ? "unknown" : cause.getMessage()));
        connection.lost(STORE_RETRY_SECONDS, sentAgain);
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
