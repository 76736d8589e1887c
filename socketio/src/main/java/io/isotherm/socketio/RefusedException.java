package io.isotherm.socketio;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Fails a check with words for the client: in {@link SocketIoServer#allowRequest} they become the body of a 401 or 403,
 * in {@link Namespace#use} a CONNECT_ERROR. Any other failure refuses too, but tells the client nothing of itself.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient @Nullable JsonObject data;

    private RefusedException(int status, String message, @Nullable JsonObject data) {
        super(message, null, false, false);
        this.status = status;
        this.data = data;
    }

    /** Who are you? Status 401. */
    public static RefusedException unauthorized(String message) {
        return new RefusedException(401, message, null);
    }

    /** Not you. Status 403. */
    public static RefusedException forbidden(String message) {
        return new RefusedException(403, message, null);
    }

    /** The same with a JSON object for the program at the other end; only a CONNECT_ERROR carries it. */
    public RefusedException withData(JsonObject data) {
        return new RefusedException(status, String.valueOf(getMessage()), data);
    }

    /** The HTTP status, 401 or 403. */
    public int status() {
        return status;
    }

    /** What {@link #withData} added. */
    public @Nullable JsonObject data() {
        return data;
    }
}
