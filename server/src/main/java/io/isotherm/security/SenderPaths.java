package io.isotherm.security;

import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where readings come in by HTTP: all that a sender's token opens. */
final class SenderPaths {
    // ThingsBoard's devices show their token in the address.
    private static final Pattern WITH_TOKEN = Pattern.compile("/api/v1/([^/]+)/(telemetry|attributes)/?");
    private static final Pattern OBSERVATIONS =
            Pattern.compile("/v1\\.1/(Datastreams\\([^/]{1,300}\\)/)?Observations/?");

    private SenderPaths() {}

    /** @param path as the router sees it */
    static boolean isOne(HttpMethod method, String path) {
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        boolean posts = method.equals(HttpMethod.POST);
        return switch (path) {
            // InfluxDB's clients ask these before they write; CREATE DATABASE is all that is taken of /query.
            case "/ping", "/query" -> reads || posts;
            case "/health" -> reads;
            case "/api/v1/readings", "/api/v2/write", "/write", "/v1/metrics", "/api/v1/write" -> posts;
            default ->
                posts
                        && (path.startsWith("/api/v1/ingest/")
                                || WITH_TOKEN.matcher(path).matches()
                                || path.equals("/v1.1/CreateObservations")
                                || OBSERVATIONS.matcher(path).matches());
        };
    }

    /** Whether InfluxDB 1 takes a user and a password in the query here. */
    static boolean isOfInflux1(String path) {
        return path.equals("/write") || path.equals("/query") || path.equals("/ping");
    }

    /** The token that is part of the path. */
    static Optional<String> token(String path) {
        Matcher matcher = WITH_TOKEN.matcher(path);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
