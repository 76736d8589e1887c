package io.isotherm.security;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What decides who may come in.
 *
 * @param listen the address that all listeners bind to: an IP address or a name
 * @param adminTokenFile a file with the administrator's token; needed where {@code listen} is not a loopback address
 * @param allowedHosts names, with or without a port, that browsers may use for this server beside its own: those of a
 *     proxy in front of it
 * @param proxies whose word is taken for where a request came from
 */
public record SecuritySettings(
        String listen, Optional<Path> adminTokenFile, List<String> allowedHosts, TrustedProxies proxies) {
    public SecuritySettings {
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** Without proxies. */
    public SecuritySettings(String listen, Optional<Path> adminTokenFile, List<String> allowedHosts) {
        this(listen, adminTokenFile, allowedHosts, TrustedProxies.NONE);
    }
}
