package io.isotherm.store;

import java.util.List;
import java.util.Map;

/**
 * Keeps the tokens with which senders come in, in the same place as the catalogue. Every change is durable when its
 * method returns; all methods block, may be called from any thread, and throw {@link StoreException} when they failed.
 */
public interface TokenStore {
    /** Every token, the revoked ones too, the oldest first and of one millisecond by id. */
    List<TokenEntry> tokens();

    /**
     * Adds a token.
     *
     * @return false, and nothing is changed, where there is one with this id or this hash
     */
    boolean add(TokenEntry token);

    /**
     * Makes a token useless from a time on; one that is so already keeps its earlier time.
     *
     * @return whether there is such a token
     */
    boolean revoke(String id, long time);

    /** Notes when tokens were used, by id; a time before the one that is known, and an id that is not, change nothing. */
    void used(Map<String, Long> times);
}
