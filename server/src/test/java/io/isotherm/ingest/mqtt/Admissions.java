package io.isotherm.ingest.mqtt;

import io.isotherm.security.Caller;
import io.isotherm.security.Denial;

/** Who may send, in tests. */
final class Admissions {
    private Admissions() {}

    /** Whoever shows the administrator's token, as the password or as the user name. */
    static MqttAdmission byToken(String token) {
        return MqttAdmission.of(shown -> token.equals(shown.password()) || token.equals(shown.user())
                ? new Caller.Administrator()
                : new Caller.Stranger(new Denial(401, "Wrong token", "This is not the token.", 0)));
    }
}
