package io.isotherm.trace;

import java.net.URI;
import java.util.Map;

/**
 * Where traces go.
 *
 * @param endpoint an absolute URL, {@code http} or {@code https}, to which spans are posted
 * @param headers that go with them, by name; their values may be secret
 * @param service what this program is called among others
 * @param sample the share of traces that are kept where the caller does not say, 0 to 1
 */
public record TraceSettings(URI endpoint, Map<String, String> headers, String service, double sample) {
    public TraceSettings {
        headers = Map.copyOf(headers);
    }

    /** The endpoint for people to read, without what may be secret in a path or a query. */
    public String address() {
        return endpoint.getScheme() + "://" + endpoint.getRawAuthority();
    }

    @Override
    public String toString() {
        return "TraceSettings[address=" + address() + ", headers=" + headers.keySet() + ", service=" + service
                + ", sample=" + sample + "]";
    }
}
