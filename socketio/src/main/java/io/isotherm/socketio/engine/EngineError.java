package io.isotherm.socketio.engine;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Why a request is refused, with the codes of the reference implementation. */
enum EngineError {
    UNKNOWN_TRANSPORT(0, 400, "Transport unknown"),
    UNKNOWN_SESSION(1, 400, "Session ID unknown"),
    BAD_HANDSHAKE_METHOD(2, 400, "Bad handshake method"),
    BAD_REQUEST(3, 400, "Bad request"),
    PAYLOAD_TOO_LARGE(3, 413, "Payload too large"),
    TOO_MANY_PACKETS(3, 429, "Too many packets"),
    UNSUPPORTED_VERSION(5, 400, "Unsupported protocol version"),
    UNAVAILABLE(3, 503, "Server unavailable");

    private final int code;
    private final int status;
    private final String message;

    EngineError(int code, int status, String message) {
        this.code = code;
        this.status = status;
        this.message = message;
    }

    int status() {
        return status;
    }

    Buffer body() {
        return body(code, message);
    }

    static Buffer forbidden(String message) {
        return body(4, message);
    }

    private static Buffer body(int code, String message) {
        return new JsonObject().put("code", code).put("message", message).toBuffer();
    }
}
