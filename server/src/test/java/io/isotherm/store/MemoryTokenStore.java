package io.isotherm.store;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tokens in a map, for tests of what stands above it. */
public final class MemoryTokenStore implements TokenStore {
    private final Map<String, TokenEntry> tokens = new HashMap<>();
    private @Nullable StoreException failure;
    private int usedWrites;

    /** From now on every call fails; null: works again. */
    public synchronized void failWith(@Nullable StoreException failure) {
        this.failure = failure;
    }

    /** How often {@link #used} was called. */
    public synchronized int usedWrites() {
        return usedWrites;
    }

    @Override
    public synchronized List<TokenEntry> tokens() {
        requireWorking();
        return tokens.values().stream()
                .sorted(Comparator.comparingLong(TokenEntry::created).thenComparing(TokenEntry::id))
                .toList();
    }

    @Override
    public synchronized boolean add(TokenEntry token) {
        requireWorking();
        return tokens.values().stream().noneMatch(known -> known.hash().equals(token.hash()))
                && tokens.putIfAbsent(token.id(), token) == null;
    }

    @Override
    public synchronized boolean revoke(String id, long time) {
        requireWorking();
        return tokens.computeIfPresent(id, (_, known) -> with(known, known.used(), earlier(known.revoked(), time)))
                != null;
    }

    @Override
    public synchronized void used(Map<String, Long> times) {
        requireWorking();
        usedWrites++;
        times.forEach((id, time) ->
                tokens.computeIfPresent(id, (_, known) -> with(known, later(known.used(), time), known.revoked())));
    }

    private static Long earlier(@Nullable Long known, long time) {
        return known == null ? time : Math.min(known, time);
    }

    private static Long later(@Nullable Long known, long time) {
        return known == null ? time : Math.max(known, time);
    }

    private static TokenEntry with(TokenEntry token, @Nullable Long used, @Nullable Long revoked) {
        return new TokenEntry(
                token.id(), token.name(), token.hash(), token.grant(), token.created(), token.by(), used, revoked);
    }

    private void requireWorking() {
        if (failure != null) {
            throw failure;
        }
    }
}
