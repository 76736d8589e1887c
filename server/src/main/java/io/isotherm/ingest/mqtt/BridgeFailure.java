package io.isotherm.ingest.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import javax.net.ssl.SSLException;

/** Why a broker cannot be used, as a sentence for the operator, without secrets. */
final class BridgeFailure {
    private static final int SESSION_TAKEN_OVER = 0x8E;

    private BridgeFailure() {}

    static String of(BridgeSettings settings, Throwable failure) {
        String at = at(settings);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return at + "and this program do not agree on TLS: " + innermost(cause);
            }
            if (cause instanceof NoSuchFileException file) {
                return at + "cannot be used: the file " + file.getFile() + " is not there.";
            }
        }
        if (failure instanceof UnknownHostException) {
            return at + "is not found: there is no such host.";
        }
        if (failure instanceof ConnectException) {
            return at + "does not answer: " + failure.getMessage();
        }
        return at + "cannot be used: " + failure.getMessage();
    }

    /** Of a broker that answered CONNECT with this code. */
    static String refused(BridgeSettings settings, MqttConnectReturnCode code) {
        return at(settings)
                + switch (code) {
                    case CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD, CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD ->
                        "refuses the user or the password.";
                    case CONNECTION_REFUSED_NOT_AUTHORIZED, CONNECTION_REFUSED_NOT_AUTHORIZED_5 ->
                        settings.user() == null
                                ? "wants a user and a password: mqtt://USER:PASSWORD@HOST."
                                : "refuses the user or the password, or does not let this user in.";
                    case CONNECTION_REFUSED_IDENTIFIER_REJECTED, CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID ->
                        "refuses the name of this client: give one that it takes as ?client=NAME.";
                    default -> "refuses the connection: " + code + ".";
                };
    }

    /** Of a broker that ended the connection with this reason of MQTT 5. */
    static String ended(BridgeSettings settings, String client, int reason) {
        return at(settings)
                + (reason == SESSION_TAKEN_OVER
                        ? "ended the connection, as another client came with the name " + client
                                + ": every process needs one of its own."
                        : "ended the connection with the reason 0x%02X of MQTT 5.".formatted(reason));
    }

    /** Of a broker that ended the connection without a reason, as all do that speak no MQTT 5, and some that do. */
    static String closed(BridgeSettings settings, String client, boolean answered) {
        return at(settings)
                + (answered
                        ? "closed the connection. Is there another client with the name " + client + "?"
                        : "closed the connection at once: is TLS to be spoken there, or not?");
    }

    static String at(BridgeSettings settings) {
        return "The MQTT broker at " + settings.address() + " ";
    }

    // What is wrong with a certificate lies beneath what it led to.
    private static String innermost(Throwable failure) {
        Throwable innermost = failure;
        for (int depth = 0; innermost.getCause() != null && depth < 10; depth++) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
