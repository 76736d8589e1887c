package io.isotherm.security;

import io.isotherm.store.StoreException;
import io.isotherm.store.TokenEntry;
import io.isotherm.store.TokenStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The senders' tokens, held in memory by hash and written through to their store. What another process changed is read
 * anew within a second of {@link #changed}; while the store fails, what was read last counts. That a token was used is
 * written at most once an hour, by a thread of its own. May be called from any thread.
 */
public final class Tokens implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    /** The most tokens that are of use at a time. */
    public static final int MOST = 10_000;

    /** How often the use of a token is written. */
    static final Duration USE_KEPT = Duration.ofHours(1);

    private static final long PAUSE_MILLIS = 250;

    private final TokenStore store;
    private final InstantSource clock;
    private final Map<String, Long> lastUse = new ConcurrentHashMap<>();
    private final Map<String, Long> unwritten = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("tokens").daemon().unstarted(this::run);
    private volatile Live live = new Live(Map.of(), Set.of());
    private volatile boolean due;

    /** What is of use now: by hash; and the ids. */
    private record Live(Map<String, Caller.Sender> byHash, Set<String> ids) {}

    /**
     * A token that was just made.
     *
     * @param secret the token itself: shown this once, and kept nowhere
     */
    public record Created(SenderToken token, String secret) {
        @Override
        public String toString() {
            return "Created[token=" + token + ", secret=…]";
        }
    }

    private Tokens(TokenStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @throws StoreException when they cannot be read */
    public static Tokens open(TokenStore store, InstantSource clock) {
        Tokens tokens = new Tokens(store, clock);
        tokens.refresh();
        tokens.thread.start();
        return tokens;
    }

    /** Whose token this is; notes that it was used. Does not block. */
    Optional<Caller.Sender> sender(String secret) {
        if (secret.length() > AdminToken.MOST_LENGTH || !secret.startsWith(SenderToken.PREFIX)) {
            return Optional.empty();
        }
        // By hash: how long the look-up takes tells nothing of a token.
        Caller.Sender sender = live.byHash().get(SenderToken.hash(secret));
        if (sender != null) {
            noteUse(sender.token());
        }
        return Optional.ofNullable(sender);
    }

    /** Whether the token with this id is of use still: asked for each message of a connection that stays open. */
    public boolean isLive(String id) {
        return live.ids().contains(id);
    }

    /** Every token, the revoked ones too, the oldest first; without those of a program that knows other grants. Blocks. */
    public List<SenderToken> list() {
        return store.tokens().stream()
                .flatMap(entry -> understood(entry).stream())
                .map(this::withUse)
                .toList();
    }

    private SenderToken withUse(SenderToken token) {
        Long here = lastUse.get(token.id());
        return here == null || (token.used() != null && token.used() >= here)
                ? token
                : new SenderToken(
                        token.id(), token.name(), token.grant(), token.created(), token.by(), here, token.revoked());
    }

    /**
     * Makes a token, of use at once. Blocks.
     *
     * @param name as {@link TokenEntry#isName}
     * @param grant not {@link Grant.Everything}
     * @param by who makes it
     * @return empty where there are {@link #MOST} already
     */
    public synchronized Optional<Created> create(String name, Grant grant, String by) {
        if (live.ids().size() >= MOST) {
            return Optional.empty();
        }
        while (true) {
            String secret = SenderToken.newSecret();
            TokenEntry entry = new TokenEntry(
                    SenderToken.newId(), name, SenderToken.hash(secret), grant.text(), clock.millis(), by, null, null);
            if (store.add(entry)) {
                refresh();
                return Optional.of(new Created(SenderToken.of(entry), secret));
            }
        }
    }

    /** Makes a token useless at once, and in other processes within seconds. False where there is none. Blocks. */
    public boolean revoke(String id) {
        boolean known = store.revoke(id, clock.millis());
        refresh();
        return known;
    }

    /** Another process changed something, or may have. Does not block. */
    public void changed() {
        due = true;
    }

    private synchronized void refresh() {
        Map<String, Caller.Sender> byHash = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (TokenEntry entry : store.tokens()) {
            Long used = entry.used();
            if (used != null) {
                lastUse.merge(entry.id(), used, Math::max);
            }
            if (entry.revoked() == null) {
                understood(entry).ifPresent(token -> {
                    byHash.put(entry.hash(), new Caller.Sender(token.id(), token.name(), token.grant()));
                    ids.add(token.id());
                });
            }
        }
        live = new Live(Map.copyOf(byHash), Set.copyOf(ids));
    }

    private static Optional<SenderToken> understood(TokenEntry entry) {
        try {
            return Optional.of(SenderToken.of(entry));
        } catch (IllegalArgumentException e) {
            LOG.error("token not understood, so of no use: id={} reason=\"{}\"", entry.id(), e.getMessage());
            return Optional.empty();
        }
    }

    private void noteUse(String id) {
        long now = clock.millis();
        Long known = lastUse.get(id);
        if (known == null || now - known >= USE_KEPT.toMillis()) {
            lastUse.put(id, now);
            unwritten.put(id, now);
        }
    }

    private void run() {
        boolean told = false;
        try {
            while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                told = follow(told);
            }
        } catch (InterruptedException e) {
            LOG.error("thread interrupted: tokens do not follow other processes any more");
        }
    }

    /** @return whether it failed, as people were told */
    private boolean follow(boolean told) {
        boolean again = due;
        due = false;
        try {
            writeUse();
            if (again) {
                refresh();
            }
            return false;
        } catch (StoreException e) {
            if (again) {
                due = true;
            }
            if (!told) {
                LOG.warn("tokens not read or written, tried again: reason=\"{}\"", e.getMessage());
            }
            return true;
        }
    }

    private void writeUse() {
        Map<String, Long> times = Map.copyOf(unwritten);
        if (!times.isEmpty()) {
            store.used(times);
            times.forEach(unwritten::remove);
        }
    }

    /** Writes what was used last. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
            writeUse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            LOG.warn("last use of tokens not written: reason=\"{}\"", e.getMessage());
        }
    }

    /** Of no token itself. */
    @Override
    public String toString() {
        return "Tokens[" + live.ids().size() + "]";
    }
}
