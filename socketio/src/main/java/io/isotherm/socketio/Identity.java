package io.isotherm.socketio;

import io.isotherm.socketio.engine.SecretIds;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Who a socket is.
 *
 * @param id told to everyone
 * @param pid the client's secret by which it can have its state back; null where there is no recovery
 * @param recovered whether it has it back
 * @param over set when nothing more is sent to this id: shared by all sockets that the client has had one after the other
 */
record Identity(String id, @Nullable String pid, boolean recovered, AtomicBoolean over) {
    /** Shared, as nobody looks at it where there is no recovery. */
    private static final AtomicBoolean NEVER = new AtomicBoolean();

    static Identity withoutRecovery() {
        return new Identity(SecretIds.next(), null, false, NEVER);
    }

    static Identity withRecovery() {
        return new Identity(SecretIds.next(), SecretIds.next(), false, new AtomicBoolean());
    }

    /** The same client, back again. */
    Identity again() {
        return new Identity(id, pid, true, over);
    }

    @Override
    public String toString() {
        return "Identity[" + id + "]";
    }
}
