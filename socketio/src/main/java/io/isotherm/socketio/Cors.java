package io.isotherm.socketio;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Which pages of other origins a browser lets read answers of long-polling (Fetch standard, "CORS protocol"). Immutable.
 *
 * <p>Browsers do not ask for leave to open a WebSocket: to keep other sites' pages out of those, and to refuse requests
 * rather than hide their answers, check {@code Origin} in {@link SocketIoServer#allowRequest}.
 */
public final class Cors {
    private static final String ANY = "*";
    private static final String MAX_AGE_SECONDS = "600";

    private final Set<String> origins;
    private final boolean credentials;
    private final List<String> methods;
    private final List<String> headers;

    private Cors(Set<String> origins, boolean credentials, List<String> methods, List<String> headers) {
        this.origins = origins;
        this.credentials = credentials;
        this.methods = methods;
        this.headers = headers;
    }

    /** Allows every origin, without credentials. */
    public static Cors anyOrigin() {
        return new Cors(Set.of(ANY), false, List.of("GET", "POST"), List.of("Content-Type"));
    }

    /**
     * Allows these origins, without credentials.
     *
     * @param origins as browsers write them, such as {@code https://example.org} or {@code http://localhost:5173}
     * @throws IllegalArgumentException when there is none, or one is not of this form
     */
    public static Cors origins(Collection<String> origins) {
        if (origins.isEmpty()) {
            throw new IllegalArgumentException("no origin");
        }
        for (String origin : origins) {
            if (!origin.matches("[a-z][a-z0-9+.-]*://[^/?#\\s]+")) {
                throw new IllegalArgumentException("not an origin: " + origin);
            }
        }
        return new Cors(Set.copyOf(origins), false, List.of("GET", "POST"), List.of("Content-Type"));
    }

    /**
     * The same, and pages may send cookies and authorization: the client's {@code withCredentials}.
     *
     * @throws IllegalStateException when every origin is allowed, which no browser accepts together
     */
    public Cors withCredentials() {
        if (origins.contains(ANY)) {
            throw new IllegalStateException("credentials need a list of origins");
        }
        return new Cors(origins, true, methods, headers);
    }

    /** The same with other methods than {@code GET} and {@code POST}, which are all that the protocol has. */
    public Cors withMethods(String... methods) {
        return new Cors(origins, credentials, List.of(methods), headers);
    }

    /** The same with more headers that a page may send than {@code Content-Type}: the client's {@code extraHeaders}. */
    public Cors withHeaders(String... headers) {
        return new Cors(origins, credentials, methods, List.of(headers));
    }

    /** Puts what the browser must know on the response; true when the request was no more than its question. */
    boolean answers(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        String origin = request.getHeader("Origin");
        if (origins.contains(ANY)) {
            response.putHeader("Access-Control-Allow-Origin", ANY);
        } else {
            response.putHeader("Vary", "Origin");
            if (origin != null && origins.contains(origin)) {
                response.putHeader("Access-Control-Allow-Origin", origin);
                if (credentials) {
                    response.putHeader("Access-Control-Allow-Credentials", "true");
                }
            }
        }
        if (!request.method().equals(HttpMethod.OPTIONS)) {
            return false;
        }
        response.putHeader("Access-Control-Allow-Methods", String.join(", ", methods))
                .putHeader("Access-Control-Allow-Headers", String.join(", ", headers))
                .putHeader("Access-Control-Max-Age", MAX_AGE_SECONDS)
                .setStatusCode(204)
                .end();
        return true;
    }
}
