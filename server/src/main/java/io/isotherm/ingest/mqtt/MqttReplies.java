package io.isotherm.ingest.mqtt;

import io.isotherm.ingest.vendor.Command;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The packets that the listener sends, as the client's version of MQTT has them. */
record MqttReplies(boolean isVersion5) {
    /** MQTT 5, section 3.4.2.1, as the next two; earlier versions know no negative acknowledgement. */
    static final int NOT_AUTHORIZED = 0x87;

    static final int TOPIC_NAME_INVALID = 0x90;

    static final int PAYLOAD_FORMAT_INVALID = 0x99;

    /** "The broker does not want to", in either version: MQTT 3.1.1, section 3.9.3; MQTT 5, section 3.9.3. */
    private static final int FAILURE = 0x80;

    private static final int NO_SUBSCRIPTION_EXISTED = 0x11;

    static MqttReplies of(int protocolLevel) {
        return new MqttReplies(protocolLevel >= 5);
    }

    /**
     * @param assigned the name for a client that gave none
     * @param refusesSession whether the client asked for a session that outlives its connection
     */
    MqttMessage accepted(@Nullable String assigned, boolean refusesSession, int receiveMaximum, int maximumPacketSize) {
        MqttProperties properties = new MqttProperties();
        if (isVersion5) {
            properties.add(new IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, receiveMaximum));
            properties.add(new IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, maximumPacketSize));
            if (refusesSession) {
                properties.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 0));
            }
            if (assigned != null) {
                properties.add(new StringProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, assigned));
            }
        }
        return new MqttConnAckMessage(
                header(MqttMessageType.CONNACK),
                new MqttConnAckVariableHeader(MqttConnectReturnCode.CONNECTION_ACCEPTED, false, properties));
    }

    /** @param code of MQTT 3.1.1 */
    MqttMessage rejected(MqttConnectReturnCode code) {
        MqttConnectReturnCode spoken = isVersion5 ? version5(code) : code;
        return new MqttConnAckMessage(
                header(MqttMessageType.CONNACK),
                new MqttConnAckVariableHeader(spoken, false, MqttProperties.NO_PROPERTIES));
    }

    private static MqttConnectReturnCode version5(MqttConnectReturnCode code) {
        return switch (code) {
            case CONNECTION_REFUSED_IDENTIFIER_REJECTED ->
                MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID;
            case CONNECTION_REFUSED_NOT_AUTHORIZED -> MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5;
            case CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD ->
                MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD;
            default -> MqttConnectReturnCode.CONNECTION_REFUSED_UNSPECIFIED_ERROR;
        };
    }

    /** PUBACK, PUBREC or PUBCOMP. */
    MqttMessage reply(MqttMessageType type, int id, int reasonCode) {
        return new MqttMessage(
                header(type),
                new MqttPubReplyMessageVariableHeader(id, (byte) reasonCode, MqttProperties.NO_PROPERTIES));
    }

    MqttMessage pong() {
        return new MqttMessage(header(MqttMessageType.PINGRESP));
    }

    /** @param granted for each filter whether it is subscribed to, with quality of service 0 */
    MqttMessage subscribed(int id, List<Boolean> granted) {
        return new MqttSubAckMessage(
                header(MqttMessageType.SUBACK),
                new MqttMessageIdAndPropertiesVariableHeader(id, MqttProperties.NO_PROPERTIES),
                new MqttSubAckPayload(
                        granted.stream().map(each -> each ? 0 : FAILURE).toList()));
    }

    /** @param ended for each filter whether it was subscribed to */
    MqttMessage unsubscribed(int id, List<Boolean> ended) {
        List<Short> codes = ended.stream()
                .map(each -> each ? (short) 0 : (short) NO_SUBSCRIPTION_EXISTED)
                .toList();
        return new MqttUnsubAckMessage(
                header(MqttMessageType.UNSUBACK),
                new MqttMessageIdAndPropertiesVariableHeader(id, MqttProperties.NO_PROPERTIES),
                isVersion5 ? new MqttUnsubAckPayload(codes) : null);
    }

    /** A message of quality of service 0, not retained. */
    static MqttMessage publish(Command command) {
        return MqttMessageBuilders.publish()
                .topicName(command.topic())
                .qos(MqttQoS.AT_MOST_ONCE)
                .retained(false)
                .payload(Unpooled.wrappedBuffer(command.payload()))
                .build();
    }

    private static MqttFixedHeader header(MqttMessageType type) {
        return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
    }
}
