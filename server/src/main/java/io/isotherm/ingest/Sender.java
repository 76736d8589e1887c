package io.isotherm.ingest;

import java.util.Set;

/**
 * Who sends.
 *
 * @param protocol how it came: {@code http}, {@code mqtt}, {@code host}, {@code simulate}, {@code replay}; a label of
 *     metrics, so one of few
 * @param id the address, client or file, for people to read; from outside, so never a label
 */
public record Sender(String protocol, String id) {
    private static final Set<String> OWN = Set.of("host", "simulate", "replay", "csv");

    /** Whether somebody set it up here, so that its devices are known to him: they never wait in the inbox. */
    public boolean isOwn() {
        return OWN.contains(protocol);
    }
}
