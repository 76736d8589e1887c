package io.isotherm.ingest.mqtt;

import io.isotherm.ops.UrlOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which broker to subscribe to, how to get in, and what to subscribe to.
 *
 * @param user null for none
 * @param password null for none; not to be shown to anybody
 * @param client the name of this process there; null for one that is made up once and kept
 * @param session how long the broker keeps messages for this process while it is away; zero for not at all
 * @param authority file with the certificates (PEM) that are trusted instead of the system's
 * @param certificate file with this client's certificate (PEM), where the broker asks for one
 * @param key file with its key (PEM)
 * @param topics filters; those of all known makes where there are none
 * @param group processes of one group get each message once; null for none
 */
public record BridgeSettings(
        String host,
        int port,
        boolean tls,
        @Nullable String user,
        @Nullable String password,
        @Nullable String client,
        Duration session,
        @Nullable Path authority,
        @Nullable Path certificate,
        @Nullable Path key,
        List<String> topics,
        @Nullable String group) {

    /** As {@link #parse} takes it. */
    public static final String FORM =
            "mqtt://[USER:PASSWORD@]HOST[:PORT], or mqtts:// for TLS, where : / ? # @ % in a name or password are"
                    + " written as %3A %2F %3F %23 %40 %25; options after a ?: client (a name of at most 64 letters,"
                    + " digits, dots, dashes and underscores), session (such as 24h, at most 720h, or 0s for none), and"
                    + " for TLS ca, cert and key (files)";

    static final Duration STANDARD_SESSION = Duration.ofHours(24);

    private static final int DEFAULT_PORT = 1883;
    private static final int DEFAULT_TLS_PORT = 8883;
    private static final int LONGEST = 2_048;
    private static final Duration LONGEST_SESSION = Duration.ofDays(30);
    private static final String HOST = "(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}])";
    private static final Pattern URL =
            Pattern.compile("(mqtts?)://(?:([^:@/?#\\s]{1,500})(?::([^:@/?#\\s]{0,2000}))?@)?(" + HOST
                    + ")(?::(\\d{1,5}))?/?(?:\\?([^#\\s]*))?");
    private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})([smh])");
    private static final Set<String> OPTIONS = Set.of("client", "session", "ca", "cert", "key");

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException with what is wrong, to follow "mqtt.broker …", without the password
     */
    public static BridgeSettings parse(String url) {
        Matcher parts = URL.matcher(url);
        if (url.length() > LONGEST || !parts.matches()) {
            throw new IllegalArgumentException("must be " + FORM);
        }
        boolean tls = parts.group(1).equals("mqtts");
        int port = parts.group(5) != null ? Integer.parseInt(parts.group(5)) : tls ? DEFAULT_TLS_PORT : DEFAULT_PORT;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("has a port that is not from 1 to 65535");
        }
        Map<String, String> options = UrlOptions.parse(parts.group(6), OPTIONS);
        if (!tls && (options.containsKey("ca") || options.containsKey("cert") || options.containsKey("key"))) {
            throw new IllegalArgumentException("has files for TLS: then it begins with mqtts://");
        }
        if (options.containsKey("cert") != options.containsKey("key")) {
            throw new IllegalArgumentException("must have both of cert and key, or none");
        }
        String client = options.get("client");
        if (client != null && !CLIENT.matcher(client).matches()) {
            throw new IllegalArgumentException(
                    "has a client that is not made of 1 to 64 letters, digits, dots, dashes and underscores");
        }
        String host = parts.group(4);
        return new BridgeSettings(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port,
                tls,
                parts.group(2) == null ? null : UrlOptions.decoded(parts.group(2)),
                parts.group(3) == null ? null : UrlOptions.decoded(parts.group(3)),
                client,
                session(options.get("session")),
                UrlOptions.file(options.get("ca")),
                UrlOptions.file(options.get("cert")),
                UrlOptions.file(options.get("key")),
                List.of(),
                null);
    }

    /** The same broker with what to subscribe to. */
    public BridgeSettings with(List<String> filters, @Nullable String sharing) {
        return new BridgeSettings(
                host,
                port,
                tls,
                user,
                password,
                client,
                session,
                authority,
                certificate,
                key,
                List.copyOf(filters),
                sharing);
    }

    private static Duration session(@Nullable String text) {
        if (text == null) {
            return STANDARD_SESSION;
        }
        Matcher time = TIME.matcher(text);
        if (time.matches()) {
            long number = Long.parseLong(time.group(1));
            Duration given = switch (time.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
            if (given.compareTo(LONGEST_SESSION) <= 0) {
                return given;
            }
        }
        throw new IllegalArgumentException("has a session that is not a whole number with s, m or h, from 0s to 720h");
    }

    /** {@code host:1883}, for people. */
    String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return "BridgeSettings[" + address() + ", topics=" + topics + ", group=" + group + "]";
    }
}
