package io.isotherm.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isotherm.ingest.mqtt.MqttAdmission.Admitted;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttVersion;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said to a CONNECT packet.
 *
 * @param code of MQTT 3.1.1, section 3.2.2.3
 * @param reason why not, for the operator; empty where the client is welcome
 * @param admitted who it is; null where it is not welcome
 */
record Handshake(
        MqttConnectReturnCode code, String reason, @Nullable Admitted admitted) {
    static final int MAX_CLIENT_ID_LENGTH = 256;

    private static final int MAX_USER_LENGTH = 256;
    private static final int MAX_PASSWORD_LENGTH = 4_096;

    static Handshake refused(MqttConnectReturnCode code, String reason) {
        return new Handshake(code, reason, null);
    }

    static Handshake of(MqttConnectMessage connect, MqttAdmission admission) {
        String id = connect.payload().clientIdentifier();
        // Before MQTT 5, only a session that need not be found again may be nameless (3.1.1, section 3.1.3.1).
        boolean findable = connect.variableHeader().isCleanSession()
                || connect.variableHeader().version() >= MqttVersion.MQTT_5.protocolLevel()
                || !id.isEmpty();
        if (id.length() > MAX_CLIENT_ID_LENGTH || !findable) {
            return refused(MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED, "client id");
        }
        String user = connect.payload().userName();
        byte @Nullable [] password = connect.payload().passwordInBytes();
        if ((user != null && user.length() > MAX_USER_LENGTH)
                || (password != null && password.length > MAX_PASSWORD_LENGTH)) {
            return wrong("credentials too long");
        }
        MqttCredentials shown = new MqttCredentials(user, password == null ? null : new String(password, UTF_8));
        Admitted admitted = admission.admit(shown);
        if (admitted != null) {
            return new Handshake(MqttConnectReturnCode.CONNECTION_ACCEPTED, "", admitted);
        }
        return user == null && password == null
                ? refused(MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED, "no credentials")
                : wrong("wrong credentials");
    }

    private static Handshake wrong(String reason) {
        return refused(MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD, reason);
    }
}
