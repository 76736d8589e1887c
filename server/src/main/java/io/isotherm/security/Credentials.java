package io.isotherm.security;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The secrets that a sender shows, in all the forms in which its kind of client can: any of them may be the token.
 *
 * @param headers from headers
 * @param address from the path and the query, where a proxy may have written them into its log: good for a sender's
 *     token, not for the administrator's
 */
record Credentials(List<String> headers, List<String> address) {
    private static final String BEARER = "bearer ";
    private static final String TOKEN = "token ";
    private static final String BASIC = "basic ";

    Credentials {
        headers = List.copyOf(headers);
        address = List.copyOf(address);
    }

    boolean isEmpty() {
        return headers.isEmpty() && address.isEmpty();
    }

    /** What is looked at where people and programs come in: {@code Authorization: Bearer}. */
    static Credentials bearer(MultiMap headers) {
        String given = authorization(headers);
        return new Credentials(
                starts(given, BEARER) ? List.of(given.substring(BEARER.length()).strip()) : List.of(), List.of());
    }

    /**
     * What is looked at where readings come in: {@code Authorization: Bearer}, {@code Token} (InfluxDB 2; also with
     * {@code user:password}, as its clients for InfluxDB 1.8 send), {@code Basic}; {@code u} and {@code p} of the query
     * (InfluxDB 1); a part of the path (ThingsBoard). Of a user and a password the password is the token, or the user
     * where there is no password.
     */
    static Credentials ofSender(Visit visit) {
        List<String> headers = new ArrayList<>(bearer(visit.headers()).headers());
        String given = authorization(visit.headers());
        if (starts(given, TOKEN)) {
            String token = given.substring(TOKEN.length()).strip();
            addPair(headers, token);
        } else if (starts(given, BASIC)) {
            addPair(headers, decoded(given.substring(BASIC.length()).strip()));
        }
        List<String> address = new ArrayList<>();
        if (SenderPaths.isOfInflux1(visit.path())) {
            String password = parameter(visit.query(), "p");
            add(address, password.isEmpty() ? parameter(visit.query(), "u") : password);
        }
        SenderPaths.token(visit.path()).ifPresent(token -> add(address, token));
        return new Credentials(headers, address);
    }

    private static String authorization(MultiMap headers) {
        String given = headers.get(HttpHeaders.AUTHORIZATION);
        return given == null ? "" : given;
    }

    private static boolean starts(String given, String scheme) {
        return given.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static void addPair(List<String> to, String pair) {
        int colon = pair.indexOf(':');
        String password = pair.substring(colon + 1);
        add(to, colon >= 0 && password.isEmpty() ? pair.substring(0, colon) : password);
    }

    private static void add(List<String> to, String secret) {
        if (!secret.isEmpty()) {
            to.add(secret);
        }
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Then it is wrong, like any other.
            return base64;
        }
    }

    /** The first parameter of that name; empty where there is none, or it cannot be read. */
    private static String parameter(String query, String name) {
        for (String pair : query.split("&", 100)) {
            int equals = pair.indexOf('=');
            if (equals == name.length() && pair.startsWith(name)) {
                try {
                    return URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    return "";
                }
            }
        }
        return "";
    }

    /** Not what it holds. */
    @Override
    public String toString() {
        return "Credentials[" + (headers.size() + address.size()) + "]";
    }
}
