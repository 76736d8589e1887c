package io.isotherm.ingest.mqtt;

import io.isotherm.security.Caller;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides which clients may send. Asked on an event loop, so it must not block. */
@FunctionalInterface
public interface MqttAdmission {
    /**
     * A client that may send.
     *
     * @param caller who it is, and what it may send of
     * @param device what its credentials say which device it is; null where they do not
     */
    record Admitted(Caller caller, @Nullable String device) {}

    /** Who the client is; null where it may not send. */
    @Nullable
    Admitted admit(MqttCredentials shown);

    /**
     * By who shows what. The device is the one that a token is for, or else the token's name; with the administrator's
     * token, a user name beside it names the device.
     */
    static MqttAdmission of(Function<MqttCredentials, Caller> callers) {
        return shown -> switch (callers.apply(shown)) {
            case Caller.Stranger _ -> null;
            case Caller.Administrator administrator -> new Admitted(administrator, name(shown, callers));
            case Caller.Sender sender ->
                new Admitted(sender, sender.grant().onlyDevice().orElse(sender.name()));
        };
    }

    // A user name beside a right password is a name and no secret; alone, or beside a wrong one, it may be the token.
    private static @Nullable String name(MqttCredentials shown, Function<MqttCredentials, Caller> callers) {
        String password = shown.password();
        return password != null && callers.apply(new MqttCredentials(null, password)) instanceof Caller.Administrator
                ? shown.user()
                : null;
    }
}
