package io.isotherm.socketio;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The answer to one event. May be sent once, from any thread; sending again, or unasked, does nothing. */
public interface Ack {
    /** Whether the client waits for an answer. */
    boolean isExpected();

    /** Answers with these arguments: JSON values, or {@link Buffer} and {@code byte[]} for binary. */
    void send(@Nullable Object... args);

    /**
     * Answers with one argument that is JSON text already.
     *
     * @param jsonArgument UTF-8; sent as it is, so it must be one valid JSON value
     */
    void sendRaw(Buffer jsonArgument);
}
