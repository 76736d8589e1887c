package io.isotherm.socketio.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.MultiMap;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The opening handshake of a WebSocket, the server's side (RFC 6455, section 4.2). */
final class WebSocketHandshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocketHandshake() {}

    /** The value of {@code Sec-WebSocket-Accept}, or null when these are not the headers of a WebSocket request. */
    static @Nullable String accept(MultiMap headers) {
        String key = headers.get("Sec-WebSocket-Key");
        if (!"websocket".equalsIgnoreCase(headers.get("Upgrade"))
                || !mentionsUpgrade(headers)
                || !"13".equals(headers.get("Sec-WebSocket-Version"))
                || key == null
                || !isSixteenBytes(key)) {
            return null;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static boolean mentionsUpgrade(MultiMap headers) {
        for (String value : headers.getAll("Connection")) {
            for (String token : value.split(",", -1)) {
                if (token.strip().toLowerCase(Locale.ROOT).equals("upgrade")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSixteenBytes(String key) {
        try {
            return Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
