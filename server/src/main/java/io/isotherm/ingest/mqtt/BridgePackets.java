package io.isotherm.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isotherm.ingest.vendor.Command;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.Collection;

/** The packets that a bridge sends, as the broker's version of MQTT has them. */
record BridgePackets(boolean isVersion5) {
    /** How long the broker hears nothing before it takes this process for dead, times 1.5. */
    static final int KEEP_ALIVE_SECONDS = 30;

    MqttConnectMessage connect(BridgeSettings settings, String client, int receiveMaximum, int maximumPacketSize) {
        MqttProperties properties = new MqttProperties();
        long session = settings.session().toSeconds();
        if (isVersion5) {
            properties.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, (int) session));
            properties.add(new IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, receiveMaximum));
            properties.add(new IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, maximumPacketSize));
        }
        MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
                .protocolVersion(isVersion5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
                .clientId(client)
                .cleanSession(session == 0)
                .keepAlive(KEEP_ALIVE_SECONDS)
                .properties(properties);
        String user = settings.user();
        if (user != null) {
            connect.username(user);
        }
        String password = settings.password();
        if (password != null) {
            connect.password(password.getBytes(UTF_8));
        }
        return connect.build();
    }

    MqttSubscribeMessage subscribe(int id, Collection<String> filters) {
        MqttMessageBuilders.SubscribeBuilder subscribe =
                MqttMessageBuilders.subscribe().messageId(id);
        // Retained messages are marked only where they are old, which is the standard of both versions.
        filters.forEach(filter -> subscribe.addSubscription(MqttQoS.AT_LEAST_ONCE, filter));
        return subscribe.build();
    }

    MqttUnsubscribeMessage unsubscribe(int id, Collection<String> filters) {
        MqttMessageBuilders.UnsubscribeBuilder unsubscribe =
                MqttMessageBuilders.unsubscribe().messageId(id);
        filters.forEach(unsubscribe::addTopicFilter);
        return unsubscribe.build();
    }

    MqttMessage acknowledge(int id) {
        return new MqttReplies(isVersion5).reply(MqttMessageType.PUBACK, id, 0);
    }

    MqttMessage publish(Command command) {
        return MqttReplies.publish(command);
    }

    MqttMessage ping() {
        return new MqttMessage(header(MqttMessageType.PINGREQ));
    }

    MqttMessage disconnect() {
        return new MqttMessage(header(MqttMessageType.DISCONNECT));
    }

    private static MqttFixedHeader header(MqttMessageType type) {
        return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
    }
}
