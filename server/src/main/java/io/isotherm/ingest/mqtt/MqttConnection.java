package io.isotherm.ingest.mqtt;

import io.isotherm.ingest.mqtt.PublishDecoder.Publish;
import io.isotherm.ingest.mqtt.Reception.Client;
import io.isotherm.ingest.vendor.Command;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One client. All of it runs on the event loop of its socket, except {@link #drain}.
 *
 * <p>When a message could not be kept, it is not acknowledged, nothing more is read, and after a while the connection is
 * closed: in MQTT only a new connection makes a client send again. Sessions are not remembered: a message of quality 2
 * that is sent again on a new connection is taken again, which is harmless when it carries its time. Two clients of one name are both served, unlike
 * section 3.1.4 has it, as devices of one make often share a name and no session can be mixed up here.
 */
final class MqttConnection {
    /** A CONNECT packet has no payload but names, a password and a will: before it, little memory is given away. */
    private static final int MAX_CONNECT_BYTES = 32 * 1024;

    /** "Disconnect with Will Message": MQTT 5, section 3.14.2.1. */
    private static final int WITH_WILL = 0x04;

    private enum State {
        CONNECTING,
        OPEN,
        /** Reads no more; closes when what is under way is durable. */
        LEAVING,
        CLOSED
    }

    private final Reception shared;
    private final NetSocketInternal socket;
    private final Vertx vertx;
    private final Context context;
    private final Promise<Void> closed = Promise.promise();
    private final Flow flow;
    private final Publications publications;
    private final CommandTopics commands = new CommandTopics();

    private State state = State.CONNECTING;
    private MqttReplies replies = MqttReplies.of(4);
    // The address until the client has told its name, and where it tells none.
    private Client client;
    private String id = "";
    private int leaveAfterSeconds;
    private @Nullable Will will;
    // It said that it leaves, or it is us who send it away: then its will does not count.
    private boolean expected;

    MqttConnection(Reception shared, NetSocketInternal socket, Vertx vertx, Context context) {
        this.shared = shared;
        this.socket = socket;
        this.vertx = vertx;
        this.context = context;
        client = Client.unknown(String.valueOf(socket.remoteAddress().hostAddress()));
        MqttSettings settings = shared.settings();
        Flow.Limits limits = new Flow.Limits(settings.inFlight(), settings.inFlightBytes(), settings.stallTimeout());
        Backlog backlog = new Backlog();
        flow = new Flow(vertx, socket, backlog, limits, this::stalled);
        publications = new Publications(shared, context, backlog, new Publications.Connection() {
            @Override
            public void acknowledge(MqttMessageType type, int id, int reasonCode) {
                send(replies.reply(type, id, reasonCode));
            }

            @Override
            public boolean isVersion5() {
                return replies.isVersion5();
            }

            @Override
            public void tell(Command command) {
                if (state == State.OPEN && commands.matches(command.topic())) {
                    shared.countCommand();
                    send(MqttReplies.publish(command));
                }
            }

            @Override
            public void settled() {
                if (state == State.LEAVING) {
                    closeWhenDone();
                }
                flow.adjust();
            }

            @Override
            public void lost(int retryAfterSeconds, boolean sentAgain) {
                if (sentAgain) {
                    expected = true;
                    leave(retryAfterSeconds);
                } else {
                    flow.holdBack(retryAfterSeconds * 1_000L);
                }
            }

            @Override
            public void slow(long millis) {
                flow.holdBack(millis);
            }

            @Override
            public boolean isGone() {
                return state == State.CLOSED;
            }
        });
    }

    /** @param onClose called once, when the connection is gone */
    void start(Runnable onClose) {
        ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
        pipeline.addBefore("handler", "mqttEncoder", MqttEncoder.INSTANCE);
        pipeline.addBefore(
                "handler", "mqttDecoder", new MqttDecoder(MAX_CONNECT_BYTES, Handshake.MAX_CLIENT_ID_LENGTH));
        pipeline.addBefore("handler", "publishDecoder", PublishDecoder.INSTANCE);
        socket.messageHandler(this::receive);
        socket.exceptionHandler(this::broken);
        socket.drainHandler(_ -> flow.adjust());
        socket.closeHandler(_ -> {
            state = State.CLOSED;
            flow.close();
            onClose.run();
            gone();
            closed.tryComplete();
        });
        vertx.setTimer(shared.settings().connectTimeout().toMillis(), _ -> {
            if (state == State.CONNECTING) {
                close();
            }
        });
    }

    /** From any thread: reads no more, and closes when what is under way is durable and acknowledged. */
    Future<Void> drain() {
        context.runOnContext(_ -> {
            expected = true;
            leave(0);
        });
        return closed.future();
    }

    private void receive(Object message) {
        flow.heard();
        if (state == State.LEAVING || state == State.CLOSED) {
            return;
        }
        if (message instanceof Publish publish) {
            if (state == State.OPEN) {
                publications.take(client, publish);
            } else {
                close();
            }
        } else if (message instanceof MqttMessage packet) {
            if (packet.decoderResult().isFailure()) {
                broken(packet.decoderResult().cause());
            } else if (packet instanceof MqttConnectMessage connect && state == State.CONNECTING) {
                connect(connect);
            } else if (state == State.OPEN) {
                control(packet);
            } else {
                close();
            }
        }
    }

    private void connect(MqttConnectMessage connect) {
        replies = MqttReplies.of(connect.variableHeader().version());
        Handshake handshake = Handshake.of(connect, shared.admission());
        id = connect.payload().clientIdentifier();
        boolean assigned = id.isEmpty();
        client = Client.of(id, handshake.admitted(), client.address());
        if (handshake.admitted() == null) {
            reject(handshake);
            return;
        }
        if (assigned) {
            id = "auto-" + UUID.randomUUID();
        }
        state = State.OPEN;
        boolean wantsSession = wantsSession(connect.variableHeader());
        if (wantsSession) {
            notice(
                    "session",
                    MqttNotices.ONCE,
                    "It asks for a session that outlives the connection: there is none, which it was told");
        }
        keep(Will.of(connect));
        send(replies.accepted(
                assigned ? id : null, wantsSession, shared.settings().inFlight(), shared.maxPacketBytes()));
        watch(connect.variableHeader().keepAliveTimeSeconds() * 1_500L);
        // Last, as what the client sent without waiting for the answer is read at once.
        ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
        pipeline.addAfter("mqttDecoder", "messageDecoder", new MqttDecoder(shared.maxPacketBytes()));
        pipeline.remove("mqttDecoder");
    }

    private boolean wantsSession(MqttConnectVariableHeader header) {
        return replies.isVersion5()
                ? header.properties().getProperty(MqttProperties.SESSION_EXPIRY_INTERVAL) instanceof IntegerProperty it
                        && it.value() != 0
                : !header.isCleanSession();
    }

    private void keep(@Nullable Will left) {
        if (left != null && left.isTooLong()) {
            shared.countIgnored("will");
            notice(
                    "will",
                    MqttNotices.ONCE,
                    "Its will has " + left.payload().length + " bytes: at most " + Will.MOST_BYTES + " are kept");
        } else if (left != null) {
            will = left;
            shared.wills().leave(id, left, this);
        }
    }

    private void gone() {
        Will left = will;
        if (left != null) {
            Client who = client;
            shared.wills().ended(id, left, this, expected ? null : () -> shared.publish(who, left));
        }
    }

    private void stalled() {
        notice("stall", MqttNotices.MINUTELY, "Its messages are not becoming durable, or it does not read");
        expected = true;
        close();
    }

    private void control(MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case PINGREQ -> send(replies.pong());
            case PUBREL -> {
                int id = ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
                publications.release(id);
                send(replies.reply(MqttMessageType.PUBCOMP, id, 0));
            }
            case SUBSCRIBE -> subscribe((MqttSubscribeMessage) packet);
            case UNSUBSCRIBE -> {
                MqttUnsubscribeMessage unsubscribe = (MqttUnsubscribeMessage) packet;
                send(replies.unsubscribed(
                        unsubscribe.variableHeader().messageId(),
                        unsubscribe.payload().topics().stream()
                                .map(commands::remove)
                                .toList()));
            }
            case PUBACK, PUBREC, PUBCOMP -> {} // to nothing that was ever sent: harmless
            case DISCONNECT -> {
                expected = !(packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader reason
                        && Byte.toUnsignedInt(reason.reasonCode()) == WITH_WILL);
                leave(0);
            }
            default -> leave(0); // what only a server sends, and a second CONNECT
        }
    }

    private void subscribe(MqttSubscribeMessage subscribe) {
        List<Boolean> granted = subscribe.payload().topicSubscriptions().stream()
                .map(subscription -> commands.add(subscription.topicFilter()))
                .toList();
        if (granted.contains(false)) {
            shared.countIgnored("subscribe");
            notice(
                    "subscribe",
                    MqttNotices.ONCE,
                    "Isotherm is no broker: nothing can be subscribed to but the commands of Sparkplug");
        }
        send(replies.subscribed(subscribe.variableHeader().messageId(), granted));
    }

    private void leave(int afterSeconds) {
        if (state == State.CLOSED) {
            return;
        }
        leaveAfterSeconds = Math.max(leaveAfterSeconds, afterSeconds);
        if (state != State.LEAVING) {
            state = State.LEAVING;
            flow.stop();
            closeWhenDone();
        }
    }

    private void closeWhenDone() {
        if (!publications.areDone()) {
            return;
        }
        if (leaveAfterSeconds == 0) {
            close();
        } else {
            vertx.setTimer(leaveAfterSeconds * 1_000L, _ -> close());
        }
    }

    // One and a half times the keep-alive, as section 3.1.2.10 has it; time in which it was not read from is not its.
    private void watch(long timeoutMillis) {
        if (timeoutMillis > 0) {
            long left = timeoutMillis - flow.idleMillis();
            if (left <= 0) {
                close();
            } else {
                vertx.setTimer(Math.max(left, 1), _ -> {
                    if (state == State.OPEN) {
                        watch(timeoutMillis);
                    }
                });
            }
        }
    }

    private void broken(Throwable cause) {
        if (state == State.CONNECTING && cause instanceof MqttUnacceptableProtocolVersionException) {
            reject(Handshake.refused(
                    MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION, "protocol version"));
        } else if (state == State.CONNECTING && cause instanceof MqttIdentifierRejectedException) {
            reject(Handshake.refused(MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED, "client id"));
        } else if (cause instanceof IOException) {
            close();
        } else {
            shared.countIgnored("malformed");
            notice("malformed", MqttNotices.MINUTELY, "This is no MQTT, or too long: " + cause.getMessage());
            close();
        }
    }

    private void reject(Handshake handshake) {
        notice("connect", MqttNotices.MINUTELY, "Refused: " + handshake.reason());
        socket.writeMessage(replies.rejected(handshake.code())).onComplete(_ -> close());
        state = State.CLOSED;
    }

    private void send(MqttMessage packet) {
        socket.writeMessage(packet);
        if (socket.writeQueueFull()) {
            flow.adjust();
        }
    }

    private void close() {
        socket.close();
    }

    private void notice(String kind, Duration interval, String text) {
        shared.notice(client, kind, interval, text);
    }
}
