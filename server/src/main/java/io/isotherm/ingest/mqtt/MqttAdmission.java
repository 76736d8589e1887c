package io.isotherm.ingest.mqtt;

import io.isotherm.model.IncomingBatch.Refusal;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides which clients may send. Asked on an event loop, so it must not block. */
@FunctionalInterface
public interface MqttAdmission {
    /**
     * A client that may send.
     *
     * @param device what its credentials say which device it is; null where they do not
     */
    record Admitted(@Nullable String device) {}

    /** Who the client is; null where it may not send. */
    @Nullable
    Admitted admit(MqttCredentials shown);

    /** Whether the door refused an item because of who sends it, so that the client is told just that. */
    default boolean isDenial(Refusal refusal) {
        return false;
    }

    /**
     * By tokens: the password, or else the user name, in which ThingsBoard's devices have it. A user name beside a right
     * password is a name and no secret.
     */
    static MqttAdmission byToken(Predicate<@Nullable String> token) {
        return shown -> {
            if (token.test(shown.password())) {
                return new Admitted(shown.password() == null ? null : shown.user());
            }
            return shown.user() != null && token.test(shown.user()) ? new Admitted(null) : null;
        };
    }
}
