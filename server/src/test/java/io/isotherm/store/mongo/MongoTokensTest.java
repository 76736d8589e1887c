package io.isotherm.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.security.Grant;
import io.isotherm.security.Tokens;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Tokens that several processes share. */
class MongoTokensTest {
    private static final Duration SECONDS = Duration.ofSeconds(10);

    private final String url = TestMongo.freshDatabase();

    @Test
    void whatOneProcessMakesAndRevokesAnotherKnowsWithinSeconds() {
        try (MongoHome one = MongoHome.open(url);
                MongoHome other = MongoHome.open(url)) {
            MongoCatalogStore here = new MongoCatalogStore(one);
            MongoCatalogStore there = new MongoCatalogStore(other);
            try (Tokens tokens = Tokens.open(here.tokens(), InstantSource.system());
                    Tokens followers = Tokens.open(there.tokens(), InstantSource.system())) {
                Runnable end = there.followTokens(followers::changed);
                String id = tokens.create("Gateway", new Grant.AllDevices(), "local")
                        .orElseThrow()
                        .token()
                        .id();
                await().atMost(SECONDS).until(() -> followers.isLive(id));
                tokens.revoke(id);
                await().atMost(SECONDS).until(() -> !followers.isLive(id));
                assertThat(followers.list()).hasSize(1);
                end.run();
            }
        }
    }
}
