package io.isotherm.config;

import io.isotherm.ops.UrlOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What {@code --traces-endpoint}, {@code --traces-headers} and {@code --traces-service} may be. */
final class TraceKinds {
    private static final int MOST_HEADERS = 10;
    private static final int LONGEST_URL = 2_000;

    /** What a collector's path is where the URL has none (OTLP 1.x, "OTLP/HTTP Request"). */
    private static final String PATH = "/v1/traces";

    /** A name (RFC 9110, section 5.6.2) and a value (section 5.5) without what ends a line. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E]{1,2000}");

    /** The HTTP client's own, in lower case. */
    private static final Set<String> RESERVED = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "transfer-encoding",
            "upgrade");

    static final Kind<URI> ENDPOINT = new Kind<>(
            "URL",
            "an http or https URL of a collector, such as http://127.0.0.1:4318; without a path it is " + PATH,
            TraceKinds::endpoint);

    static final Kind<Map<String, String>> HEADERS = new Kind<>(
            "LIST",
            "NAME=VALUE pairs separated by commas, such as Authorization=Bearer%20abc, at most " + MOST_HEADERS
                    + "; a comma or a percent sign in a value is written as %2C or %25",
            TraceKinds::headers);

    static final Kind<String> SERVICE =
            new Kind<>("NAME", "a name of 1 to 64 letters, digits, dots, dashes and underscores", TraceKinds::service);

    private TraceKinds() {}

    private static URI endpoint(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null || url.getRawFragment() != null || text.length() > LONGEST_URL) {
            throw new IllegalArgumentException(text);
        }
        if (url.getRawUserInfo() != null) {
            throw new Kind.Refused("has a user or a password: give --traces-headers for that");
        }
        boolean bare = url.getRawPath().isEmpty() || url.getRawPath().equals("/");
        return bare && url.getRawQuery() == null ? url.resolve(PATH) : url;
    }

    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return headers;
        }
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            String value = UrlOptions.decoded(pair.substring(equals + 1).strip());
            // Without what was given: it may be the secret itself.
            if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("no header");
            }
            if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
                throw new Kind.Refused("has a header that is not yours to choose; those are "
                        + String.join(", ", RESERVED.stream().sorted().toList()));
            }
            headers.put(name, value);
        }
        if (headers.size() > MOST_HEADERS) {
            throw new IllegalArgumentException("too many");
        }
        return headers;
    }

    private static String service(String text) {
        if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }
}
