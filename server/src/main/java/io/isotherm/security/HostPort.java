package io.isotherm.security;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host with an optional port, as in the {@code Host} header (RFC 9110, section 7.2).
 *
 * @param host in lower case; an IPv6 address in brackets
 * @param port -1 where none is named
 */
record HostPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-f:.]{2,45}]|[a-z0-9._-]{1,253})(?::([0-9]{1,5}))?");
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

    /** Empty for what is none. */
    static Optional<HostPort> parse(String text) {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        int port = form.group(2) == null ? -1 : Integer.parseInt(form.group(2));
        return port > 65535 ? Optional.empty() : Optional.of(new HostPort(form.group(1), port));
    }

    /** Whether it names this machine without a look-up, so that no name server can make it mean another one. */
    boolean isLoopback() {
        return host.equals("localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }

    /** Whether this is what an operator allowed; a name without port stands for all ports. */
    boolean isCoveredBy(HostPort allowed) {
        return host.equals(allowed.host) && (allowed.port < 0 || allowed.port == port);
    }

    /** Whether both mean the same, where a missing port is the one that is usual for the scheme. */
    boolean isSameAs(HostPort other, int usualPort) {
        return host.equals(other.host) && (port < 0 ? usualPort : port) == (other.port < 0 ? usualPort : other.port);
    }
}
