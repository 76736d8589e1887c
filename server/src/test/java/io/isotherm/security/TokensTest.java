package io.isotherm.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.store.MemoryTokenStore;
import io.isotherm.store.StoreException;
import io.isotherm.store.TokenEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final Grant KITCHEN = new Grant.Devices(List.of("kitchen"));

    private volatile Instant now = Instant.parse("2026-11-24T06:00:00Z");
    private final InstantSource clock = () -> now;
    private final MemoryTokenStore store = new MemoryTokenStore();
    private final Tokens tokens = Tokens.open(store, clock);

    @AfterEach
    void close() {
        tokens.close();
    }

    private Tokens.Created create(String name, Grant grant) {
        return tokens.create(name, grant, "local").orElseThrow();
    }

    @Test
    void aTokenIsOfUseAtOnceAndAfterARestart() {
        Tokens.Created created = create("Kitchen", KITCHEN);
        Caller.Sender sender = new Caller.Sender(created.token().id(), "Kitchen", KITCHEN);
        assertThat(tokens.sender(created.secret())).contains(sender);
        assertThat(tokens.isLive(sender.token())).isTrue();
        try (Tokens restarted = Tokens.open(store, clock)) {
            assertThat(restarted.sender(created.secret())).contains(sender);
        }
    }

    @Test
    void aTokenHas256BitsInCharactersThatNeedNoEscape() {
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String secret = create("n", KITCHEN).secret();
            assertThat(secret).matches("iso_[A-Za-z0-9_-]{43}");
            secrets.add(secret);
        }
        assertThat(secrets).hasSize(100);
    }

    @Test
    void theTokenItselfIsKeptAndShownNowhere() {
        Tokens.Created created = create("Kitchen", KITCHEN);
        String secret = created.secret().substring(4);
        assertThat(store.tokens().toString()).doesNotContain(secret);
        assertThat(created.toString()).doesNotContain(secret);
        assertThat(tokens.list().toString()).doesNotContain(secret);
        assertThat(tokens.toString()).doesNotContain(secret);
        assertThat(store.tokens().getFirst().hash()).isEqualTo(SenderToken.hash(created.secret()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "iso_", "iso_0123456789", "kitchen"})
    void whatIsNoTokenIsNobodys(String given) {
        create("Kitchen", KITCHEN);
        assertThat(tokens.sender(given)).isEmpty();
        assertThat(tokens.sender("iso_" + "x".repeat(1_000_000))).isEmpty();
    }

    @Test
    void aRevokedTokenIsOfNoUseAtOnce() {
        Tokens.Created kitchen = create("Kitchen", KITCHEN);
        Tokens.Created cellar = create("Cellar", KITCHEN);
        assertThat(tokens.revoke(kitchen.token().id())).isTrue();
        assertThat(tokens.revoke("0000")).isFalse();
        assertThat(tokens.sender(kitchen.secret())).isEmpty();
        assertThat(tokens.isLive(kitchen.token().id())).isFalse();
        assertThat(tokens.sender(cellar.secret())).isPresent();
        assertThat(tokens.list()).extracting(SenderToken::revoked).containsExactlyInAnyOrder(now.toEpochMilli(), null);
    }

    @Test
    void whatAnotherProcessMadeOrRevokedIsNoticed() {
        Tokens.Created mine = create("Kitchen", KITCHEN);
        try (Tokens other = Tokens.open(store, clock)) {
            Tokens.Created theirs = other.create("Cellar", KITCHEN, "local").orElseThrow();
            other.revoke(mine.token().id());
            assertThat(tokens.sender(theirs.secret())).isEmpty();
            tokens.changed();
            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(
                            () -> assertThat(tokens.sender(theirs.secret())).isPresent());
            assertThat(tokens.sender(mine.secret())).isEmpty();
        }
    }

    @Test
    void whileTheStoreIsAwayTokensAreAsTheyWere() {
        Tokens.Created mine = create("Kitchen", KITCHEN);
        store.failWith(new StoreException("away"));
        tokens.changed();
        assertThatThrownBy(() -> tokens.revoke(mine.token().id())).isInstanceOf(StoreException.class);
        assertThat(tokens.sender(mine.secret())).isPresent();
        store.failWith(null);
        store.revoke(mine.token().id(), 1);
        // What was due stays due.
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(tokens.sender(mine.secret())).isEmpty());
    }

    @Test
    void theLastUseIsWrittenOnceAnHour() {
        Tokens.Created created = create("Kitchen", KITCHEN);
        assertThat(tokens.list().getFirst().used()).isNull();
        long first = now.toEpochMilli();
        for (int i = 0; i < 1_000; i++) {
            tokens.sender(created.secret());
        }
        await().until(() -> store.usedWrites() == 1);
        now = now.plus(Tokens.USE_KEPT.minusMillis(1));
        tokens.sender(created.secret());
        assertThat(tokens.list().getFirst().used()).isEqualTo(first);
        now = now.plusMillis(1);
        tokens.sender(created.secret());
        await().until(() -> store.usedWrites() == 2);
        assertThat(store.tokens().getFirst().used()).isEqualTo(now.toEpochMilli());
    }

    @Test
    void theLastUseIsWrittenInTheEnd() {
        Tokens.Created created = create("Kitchen", KITCHEN);
        tokens.sender(created.secret());
        tokens.close();
        assertThat(store.tokens().getFirst().used()).isEqualTo(now.toEpochMilli());
    }

    @Test
    void aTokenWhoseGrantIsNotUnderstoodIsOfNoUse() {
        String secret = SenderToken.newSecret();
        store.add(new TokenEntry("a", "Odd", SenderToken.hash(secret), "moon", 1, "local", null, null));
        Tokens.Created created = create("Kitchen", KITCHEN);
        assertThat(tokens.sender(secret)).isEmpty();
        assertThat(tokens.sender(created.secret())).isPresent();
        assertThat(tokens.list()).extracting(SenderToken::name).containsExactly("Kitchen");
    }
}
