package io.isotherm.ingest.mqtt;

import io.isotherm.ingest.mqtt.PublishDecoder.Publish;
import io.isotherm.ingest.vendor.Command;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a broker, from CONNECT to its end. Acknowledges messages in their order, each when it is durable, and
 * reads no more while too many wait. For the event loop of its socket.
 */
final class BridgeLink implements BridgeDelivery.Receiver {
    private static final int ANSWER_MILLIS = 10_000;

    /** Half of the time after which the broker takes this process for dead. */
    private static final int PING_MILLIS = BridgePackets.KEEP_ALIVE_SECONDS * 1_000 / 2;

    /**
     * Before MQTT 5 a broker cannot be told what is too long. What is longer than this ends the connection; what is longer
     * than a payload that is read, and no longer than this, is acknowledged and refused.
     */
    private static final int MOST_PACKET_BYTES = 4 << 20;

    /** How long it is not read from after a message that was not kept. */
    private static final int SLOW_MILLIS = 1_000;

    /** A broker that does not let this process publish, and ends the connection for it, does so within this time. */
    private static final long COMMAND_NANOS = 2_000_000_000L;

    /** What the connection is for. */
    interface Owner {
        /**
         * Subscribed.
         *
         * @param refused filters that the broker does not allow
         */
        void subscribed(BridgeLink link, List<String> refused);

        /**
         * The connection is gone; called once.
         *
         * @param reason a sentence for the operator
         * @param beforeAnswer whether the broker did not answer CONNECT, or not in the version of MQTT that it was asked in
         * @param afterCommand whether it ended so soon after a command was published that this may be the reason
         */
        void ended(BridgeLink link, String reason, boolean beforeAnswer, boolean afterCommand);
    }

    private enum State {
        CONNECTING,
        SUBSCRIBING,
        OPEN,
        LEAVING,
        CLOSED
    }

    private final Vertx vertx;
    private final Context context;
    private final NetSocketInternal socket;
    private final BridgeSettings settings;
    private final BridgePackets packets;
    private final String client;
    private final Subscriptions subscriptions;
    private final Set<String> stale;
    private final BridgeDelivery delivery;
    private final BridgeCounts counts;
    private final Owner owner;
    private final Backlog backlog = new Backlog();
    private final Flow flow;

    private State state = State.CONNECTING;
    private boolean answered;
    private int lastId;
    private int subscribeId;
    private List<String> asked = List.of();
    private @Nullable String reason;
    private int underWay;
    private long pings = -1;
    private boolean silent;
    private long told;

    /** @param stale filters of an earlier run, to be ended */
    BridgeLink(
            Vertx vertx,
            Context context,
            NetSocketInternal socket,
            BridgeSettings settings,
            BridgePackets packets,
            String client,
            Subscriptions subscriptions,
            Set<String> stale,
            BridgeDelivery delivery,
            BridgeCounts counts,
            Flow.Limits limits,
            Owner owner) {
        this.vertx = vertx;
        this.context = context;
        this.socket = socket;
        this.settings = settings;
        this.packets = packets;
        this.client = client;
        this.subscriptions = subscriptions;
        this.stale = stale;
        this.delivery = delivery;
        this.counts = counts;
        this.owner = owner;
        flow = new Flow(vertx, socket, backlog, limits, () -> {});
    }

    void start(int receiveMaximum, int maximumPacketSize) {
        ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
        pipeline.addBefore("handler", "mqttEncoder", MqttEncoder.INSTANCE);
        pipeline.addBefore("handler", "mqttDecoder", new MqttDecoder(MOST_PACKET_BYTES));
        pipeline.addBefore("handler", "publishDecoder", PublishDecoder.INSTANCE);
        socket.messageHandler(this::receive);
        socket.exceptionHandler(this::broken);
        socket.drainHandler(_ -> flow.adjust());
        socket.closeHandler(_ -> closed());
        send(packets.connect(settings, client, receiveMaximum, maximumPacketSize));
        vertx.setTimer(ANSWER_MILLIS, _ -> {
            if (state == State.CONNECTING || state == State.SUBSCRIBING) {
                end(BridgeFailure.at(settings) + "does not answer: nothing for " + ANSWER_MILLIS / 1_000 + " s.");
            }
        });
        pings = vertx.setPeriodic(PING_MILLIS, _ -> {
            if (flow.idleMillis() > 3L * PING_MILLIS) {
                end(BridgeFailure.at(settings) + "does not answer: nothing for " + flow.idleMillis() / 1_000 + " s.");
            } else if (state != State.CONNECTING) {
                send(packets.ping());
            }
        });
    }

    /** Lets others have what is shared, reads no more, and leaves when what is under way is durable and acknowledged. */
    void leave() {
        if (state == State.OPEN && !subscriptions.shared().isEmpty()) {
            state = State.LEAVING;
            // The broker gives nothing more to this process, and what it gave before is still taken.
            send(packets.unsubscribe(++lastId, subscriptions.shared()));
            vertx.setTimer(ANSWER_MILLIS / 5, _ -> stop());
        } else {
            stop();
        }
    }

    /** Goes at once; the broker sends again what is not acknowledged. */
    void abort() {
        socket.close();
    }

    private void stop() {
        if (state != State.CLOSED) {
            state = State.LEAVING;
            flow.stop();
            leaveWhenDone();
        }
    }

    private void leaveWhenDone() {
        if (backlog.isEmpty() && state == State.LEAVING && flow.isStopped()) {
            socket.writeMessage(packets.disconnect()).onComplete(_ -> socket.close());
        }
    }

    private void receive(Object message) {
        flow.heard();
        if (state == State.CLOSED || flow.isStopped()) {
            return;
        }
        if (message instanceof Publish publish) {
            publish(publish);
        } else if (message instanceof MqttMessage packet) {
            if (packet.decoderResult().isFailure()) {
                broken(packet.decoderResult().cause());
            } else {
                control(packet);
            }
        }
    }

    private void control(MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case CONNACK -> {
                if (state == State.CONNECTING) {
                    connected((MqttConnAckMessage) packet);
                } else {
                    end(BridgeFailure.at(settings) + "does not keep to MQTT: it answered CONNECT twice.");
                }
            }
            case SUBACK -> subscribed((MqttSubAckMessage) packet);
            case UNSUBACK -> {
                if (state == State.LEAVING) {
                    stop();
                }
            }
            case PINGRESP -> {}
            case DISCONNECT -> {
                int code = packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header
                        ? Byte.toUnsignedInt(header.reasonCode())
                        : 0;
                end(BridgeFailure.ended(settings, client, code));
            }
            default ->
                end(BridgeFailure.at(settings) + "does not keep to MQTT: it sent "
                        + packet.fixedHeader().messageType() + ".");
        }
    }

    private void connected(MqttConnAckMessage packet) {
        MqttConnectReturnCode code = packet.variableHeader().connectReturnCode();
        if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            // To be tried in another version.
            answered = code != MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION
                    && code != MqttConnectReturnCode.CONNECTION_REFUSED_UNSUPPORTED_PROTOCOL_VERSION;
            end(BridgeFailure.refused(settings, code));
            return;
        }
        answered = true;
        state = State.SUBSCRIBING;
        if (!stale.isEmpty()) {
            send(packets.unsubscribe(++lastId, stale));
        }
        asked = List.copyOf(subscriptions.all());
        subscribeId = ++lastId;
        send(packets.subscribe(subscribeId, asked));
    }

    private void subscribed(MqttSubAckMessage packet) {
        List<Integer> codes = packet.payload().reasonCodes();
        if (state != State.SUBSCRIBING || packet.variableHeader().messageId() != subscribeId) {
            return;
        }
        if (codes.size() != asked.size()) {
            end(BridgeFailure.at(settings) + "does not keep to MQTT: it answered SUBSCRIBE in part.");
            return;
        }
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < codes.size(); i++) {
            if (codes.get(i) >= 0x80) {
                refused.add(asked.get(i));
            }
        }
        state = State.OPEN;
        owner.subscribed(this, refused);
    }

    private void publish(Publish publish) {
        // Messages of a session that was taken up may come before the answer to SUBSCRIBE, but not to CONNECT.
        if (state == State.CONNECTING || publish.qos() > 1) {
            end(BridgeFailure.at(settings) + "does not keep to MQTT: it sent a message that was not asked for.");
            return;
        }
        underWay++;
        counts.waiting.incrementAndGet();
        delivery.deliver(this, backlog.add(publish));
        flow.adjust();
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public boolean isGone() {
        return state == State.CLOSED;
    }

    @Override
    public void settled(Backlog.Entry one) {
        if (state == State.CLOSED) {
            return;
        }
        underWay--;
        counts.waiting.decrementAndGet();
        backlog.done(one);
        backlog.takeDone(done -> {
            if (done.publish.qos() == 1) {
                send(packets.acknowledge(done.publish.id()));
            }
        });
        leaveWhenDone();
        flow.adjust();
    }

    @Override
    public void tell(Command command) {
        if (!silent && (state == State.OPEN || state == State.SUBSCRIBING)) {
            counts.commands.increment();
            told = System.nanoTime();
            send(packets.publish(command));
        }
    }

    /** Publishes nothing on this connection. */
    void beSilent() {
        silent = true;
    }

    @Override
    public void slow() {
        // What comes meanwhile would have to wait too.
        flow.holdBack(SLOW_MILLIS);
    }

    private void broken(Throwable cause) {
        end(
                cause instanceof IOException
                        ? BridgeFailure.of(settings, cause)
                        : BridgeFailure.at(settings) + "sent what is no MQTT, or longer than "
                                + (MOST_PACKET_BYTES >> 20) + " MB: " + cause.getMessage());
    }

    private void end(String why) {
        if (reason == null) {
            reason = why;
        }
        socket.close();
    }

    private void closed() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        flow.close();
        vertx.cancelTimer(pings);
        counts.waiting.addAndGet(-underWay);
        String why = reason;
        owner.ended(
                this,
                why == null ? BridgeFailure.closed(settings, client, answered) : why,
                !answered,
                told != 0 && System.nanoTime() - told < COMMAND_NANOS);
    }

    private void send(MqttMessage packet) {
        socket.writeMessage(packet);
        if (socket.writeQueueFull()) {
            flow.adjust();
        }
    }
}
