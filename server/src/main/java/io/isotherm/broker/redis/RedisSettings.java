package io.isotherm.broker.redis;

import io.isotherm.ops.UrlOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is and how to get in.
 *
 * @param nodes one, or for a cluster at least one of its nodes
 * @param user null for Redis' user {@code default}
 * @param password null for none; not to be shown to anybody
 * @param namespace begins the names of channels, so that several installations may share a Redis
 * @param authority file with the certificates (PEM) that are trusted instead of the system's
 * @param certificate file with this client's certificate (PEM), where Redis asks for one
 * @param key file with its key (PEM)
 */
public record RedisSettings(
        List<Node> nodes,
        boolean tls,
        @Nullable String user,
        @Nullable String password,
        boolean cluster,
        String namespace,
        @Nullable Path authority,
        @Nullable Path certificate,
        @Nullable Path key) {

    static final int DEFAULT_PORT = 6379;

    /** As {@link #parse} takes it. */
    public static final String FORM =
            "redis://[USER:PASSWORD@]HOST[:PORT], or rediss:// for TLS, where : / ? # @ % in a"
                    + " name or password are written as %3A %2F %3F %23 %40 %25; options after a ?: namespace, cluster=true"
                    + " (then several HOST:PORT, separated by commas, may be given), and for TLS ca, cert and key (files)";

    private static final int LONGEST = 2_048;
    private static final int MOST_NODES = 50;
    private static final String HOST = "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}])";
    private static final Pattern URL = Pattern.compile(
            "(rediss?)://(?:([^:@/?#\\s]{0,500}):([^:@/?#\\s]{1,1000})@)?([^@/?#\\s]+)(?:/\\d{0,5})?(?:\\?([^#\\s]*))?");
    private static final Pattern NODE = Pattern.compile("(" + HOST + ")(?::(\\d{1,5}))?");
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Set<String> OPTIONS = Set.of("namespace", "cluster", "ca", "cert", "key");

    /** One server. */
    public record Node(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * Takes a URL apart. The number of a database, as in {@code redis://host/0}, may be there; channels have none.
     *
     * @throws IllegalArgumentException with what is wrong, to follow "broker …", without the password
     */
    public static RedisSettings parse(String url) {
        Matcher parts = URL.matcher(url);
        if (url.length() > LONGEST || !parts.matches()) {
            throw new IllegalArgumentException("must be " + FORM);
        }
        Map<String, String> options = UrlOptions.parse(parts.group(5), OPTIONS);
        boolean tls = parts.group(1).equals("rediss");
        boolean cluster = flag(options.get("cluster"));
        String namespace = options.getOrDefault("namespace", "isotherm");
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new IllegalArgumentException(
                    "has a namespace that is not made of 1 to 64 letters, digits, dots, dashes and underscores");
        }
        if (!tls && (options.containsKey("ca") || options.containsKey("cert") || options.containsKey("key"))) {
            throw new IllegalArgumentException("has files for TLS: then it begins with rediss://");
        }
        if (options.containsKey("cert") != options.containsKey("key")) {
            throw new IllegalArgumentException("must have both of cert and key, or none");
        }
        String user = parts.group(2);
        String password = parts.group(3);
        return new RedisSettings(
                nodes(parts.group(4), cluster),
                tls,
                user == null || user.isEmpty() ? null : UrlOptions.decoded(user),
                password == null ? null : UrlOptions.decoded(password),
                cluster,
                namespace,
                UrlOptions.file(options.get("ca")),
                UrlOptions.file(options.get("cert")),
                UrlOptions.file(options.get("key")));
    }

    private static List<Node> nodes(String text, boolean cluster) {
        List<Node> nodes = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            Matcher node = NODE.matcher(each);
            int port = node.matches() && node.group(2) != null ? Integer.parseInt(node.group(2)) : DEFAULT_PORT;
            if (!node.matches() || port < 1 || port > 65_535) {
                throw new IllegalArgumentException("must be " + FORM);
            }
            String host = node.group(1);
            nodes.add(new Node(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port));
        }
        if (nodes.size() > 1 && !cluster) {
            throw new IllegalArgumentException("names several servers, which only a cluster has: add ?cluster=true");
        }
        if (nodes.size() > MOST_NODES) {
            throw new IllegalArgumentException("names more than " + MOST_NODES + " servers");
        }
        return List.copyOf(nodes);
    }

    private static boolean flag(@Nullable String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw new IllegalArgumentException("has an option cluster that is neither true nor false");
    }

    @Override
    public String toString() {
        return "RedisSettings[" + nodes + ", namespace=" + namespace + (cluster ? ", cluster" : "") + "]";
    }
}
