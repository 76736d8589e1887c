package io.isotherm.ingest.mqtt;

import org.jspecify.annotations.Nullable;

/** What a client shows when it connects; null where it shows none. */
public record MqttCredentials(
        @Nullable String user, @Nullable String password) {
    @Override
    public String toString() {
        return "MqttCredentials[user=" + user + ", password=" + (password == null ? "none" : "…") + "]";
    }
}
