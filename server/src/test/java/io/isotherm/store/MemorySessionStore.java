package io.isotherm.store;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Ended sessions in a map, for tests of what stands above it. */
public final class MemorySessionStore implements SessionStore {
    private final Map<String, Long> ended = new TreeMap<>();
    private @Nullable StoreException failure;

    /** From now on every call fails; null: works again. */
    public synchronized void failWith(@Nullable StoreException failure) {
        this.failure = failure;
    }

    @Override
    public synchronized List<EndedSession> ended() {
        requireWorking();
        return ended.entrySet().stream()
                .map(entry -> new EndedSession(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public synchronized void end(EndedSession session) {
        requireWorking();
        ended.merge(session.hash(), session.until(), Math::max);
    }

    @Override
    public synchronized void forget(long before, int most) {
        requireWorking();
        ended.values().removeIf(until -> until < before);
        List<String> rest = ended.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .skip(most)
                .map(Map.Entry::getKey)
                .toList();
        rest.forEach(ended::remove);
    }

    private void requireWorking() {
        if (failure != null) {
            throw failure;
        }
    }
}
