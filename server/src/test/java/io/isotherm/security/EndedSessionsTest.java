package io.isotherm.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.store.EndedSession;
import io.isotherm.store.MemorySessionStore;
import io.isotherm.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session that is signed out is over for every process that shares the store, and after a restart. */
class EndedSessionsTest {
    private Instant now = Instant.parse("2026-11-24T06:00:00Z");
    private final InstantSource clock = () -> now;
    private final MemorySessionStore store = new MemorySessionStore();
    private EndedSessions ended = EndedSessions.open(store, clock);

    @AfterEach
    void close() {
        ended.close();
    }

    /** Another process, or the same one after a restart. */
    private Sessions sessions() {
        return new Sessions(clock, new byte[32]).keeping(ended);
    }

    private Sessions restarted() {
        ended.close();
        ended = EndedSessions.open(store, clock);
        return sessions();
    }

    @Test
    void itIsOverInEveryProcessAndAfterARestart() {
        Sessions sessions = sessions();
        String id = sessions.start();
        String other = sessions.start();
        assertThat(sessions().touch(id)).isTrue();
        sessions.end(id);
        for (Supplier<Sessions> of : List.<Supplier<Sessions>>of(() -> sessions, this::sessions, this::restarted)) {
            Sessions each = of.get();
            assertThat(each.touch(id)).isFalse();
            assertThat(each.touch(other)).isTrue();
        }
    }

    @Test
    void onlyAHashOfItIsKept() {
        Sessions sessions = sessions();
        String id = sessions.start();
        sessions.end(id);
        assertThat(store.ended()).hasSize(1);
        EndedSession kept = store.ended().getFirst();
        assertThat(kept.hash()).isNotEqualTo(id);
        assertThat(kept.until()).isEqualTo(now.plus(Sessions.LIFE).toEpochMilli());
    }

    @Test
    void whatAnotherProcessEndedIsKnownOnceItIsToldOf() {
        try (EndedSessions there = EndedSessions.open(store, clock)) {
            Sessions follower = new Sessions(clock, new byte[32]).keeping(there);
            Sessions sessions = sessions();
            String id = sessions.start();
            assertThat(follower.touch(id)).isTrue();
            sessions.end(id);
            there.changed();
            await("the other one to know").until(() -> !follower.touch(id));
        }
    }

    @Test
    void whatCouldNotBeWrittenIsOverHereAndWrittenLater() {
        Sessions sessions = sessions();
        String id = sessions.start();
        store.failWith(new StoreException("meant to fail: a test"));
        assertThatThrownBy(() -> sessions.end(id)).isInstanceOf(StoreException.class);
        assertThat(sessions.touch(id)).isFalse();
        assertThat(sessions().touch(id)).as("by whatever it is asked here").isFalse();
        store.failWith(null);
        await("to be written").until(() -> store.ended().size() == 1);
        assertThat(restarted().touch(id)).isFalse();
    }

    @Test
    void itIsForgottenADayAfterItWouldHaveEnded() {
        Sessions sessions = sessions();
        String id = sessions.start();
        sessions.end(id);
        now = now.plus(Sessions.LIFE);
        restarted();
        assertThat(store.ended()).as("clocks differ").hasSize(1);
        now = now.plus(Duration.ofDays(1)).plusMillis(1);
        assertThat(restarted().touch(id)).as("too old by itself").isFalse();
        assertThat(store.ended()).isEmpty();
    }

    @Test
    void whatIsNoSessionOrOverByItselfIsNotKept() {
        Sessions sessions = sessions();
        sessions.end("x");
        sessions.end("A".repeat(75));
        String id = sessions.start();
        now = now.plus(Sessions.LIFE);
        sessions.end(id);
        assertThat(store.ended()).isEmpty();
    }

    @Test
    void atMostTenThousandAreRemembered() {
        for (int i = 0; i < EndedSessions.MOST + 10; i++) {
            store.end(new EndedSession(String.format("%064x", i), now.toEpochMilli() + i));
        }
        restarted();
        assertThat(store.ended()).hasSize(EndedSessions.MOST);
        assertThat(ended.contains(String.format("%064x", 9))).isFalse();
        assertThat(ended.contains(String.format("%064x", 10))).isTrue();
    }
}
