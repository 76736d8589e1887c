package io.isotherm.ingest;

import io.isotherm.security.Caller;
import io.isotherm.security.Grant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sends.
 *
 * @param protocol how it came: {@code http}, {@code mqtt}, {@code host}, {@code simulate}, {@code replay}; a label of
 *     metrics, so one of few
 * @param id the address, client or file, for people to read; from outside, so never a label
 * @param grant what it may send
 * @param token the id of the token it came with; null where it came without, or as administrator
 * @param tokenName what people call that token
 */
public record Sender(
        String protocol,
        String id,
        Grant grant,
        @Nullable String token,
        @Nullable String tokenName) {
    private static final Set<String> OWN = Set.of("host", "simulate", "replay", "csv");

    /** One that may send everything. */
    public Sender(String protocol, String id) {
        this(protocol, id, new Grant.Everything(), null, null);
    }

    /** @throws IllegalArgumentException when it is a stranger, who may send nothing */
    public static Sender of(String protocol, String id, Caller caller) {
        return switch (caller) {
            case Caller.Administrator _ -> new Sender(protocol, id);
            case Caller.Sender sender -> new Sender(protocol, id, sender.grant(), sender.token(), sender.name());
            case Caller.Stranger _ -> throw new IllegalArgumentException("a stranger sends nothing");
        };
    }

    /**
     * The key of the device that sends, for protocols whose messages do not name it: the only device that its token is
     * for, or else what the token is called; null where it came without one.
     */
    public @Nullable String device() {
        return grant.onlyDevice().orElse(tokenName);
    }

    /**
     * Whether somebody expects its devices: he set it up here, or made a token for them. They never wait in the inbox.
     */
    public boolean isExpected() {
        return OWN.contains(protocol) || grant instanceof Grant.Devices || grant instanceof Grant.Site;
    }
}
