package io.isotherm.socketio;

import io.isotherm.socketio.engine.SecretIds;
import org.jspecify.annotations.Nullable;

/**
 * Who a socket is.
 *
 * @param id told to everyone
 * @param pid the client's secret by which it can have its state back; null where there is no recovery
 * @param recovered whether it has it back
 */
record Identity(String id, @Nullable String pid, boolean recovered) {
    static Identity withoutRecovery() {
        return new Identity(SecretIds.next(), null, false);
    }

    @Override
    public String toString() {
        return "Identity[" + id + "]";
    }
}
