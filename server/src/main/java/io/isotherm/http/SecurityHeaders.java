package io.isotherm.http;

import io.vertx.core.http.HttpServerResponse;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What browsers must not do with any answer of this server: added to all of them. */
final class SecurityHeaders {
    private static final Pattern PLAIN_HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,260}");

    // Mantine and uPlot set styles on elements, which is what 'unsafe-inline' is for; there is no inline script.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'; connect-src 'self'";

    private static final String FEATURES = "accelerometer=(), camera=(), display-capture=(), geolocation=(),"
            + " gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(),"
            + " screen-wake-lock=(self), usb=()";

    private SecurityHeaders() {}

    /** @param host as the browser calls this server, if it is known */
    static void add(HttpServerResponse response, @Nullable String host) {
        response.putHeader("Content-Security-Policy", policy(host))
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Permissions-Policy", FEATURES);
    }

    // For Safari before 15.4, 'self' is not the WebSocket of the same host.
    private static String policy(@Nullable String host) {
        return host == null || !PLAIN_HOST.matcher(host).matches()
                ? POLICY
                : POLICY + " ws://" + host + " wss://" + host;
    }
}
