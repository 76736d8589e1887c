package io.isotherm.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.broker.redis.RedisSettings.Node;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisSettingsTest {
    @Test
    void aHostIsEnough() {
        RedisSettings settings = RedisSettings.parse("redis://cache.example.org");
        assertThat(settings.nodes()).containsExactly(new Node("cache.example.org", 6379));
        assertThat(settings.tls()).isFalse();
        assertThat(settings.cluster()).isFalse();
        assertThat(settings.user()).isNull();
        assertThat(settings.password()).isNull();
        assertThat(settings.namespace()).isEqualTo("isotherm");
    }

    @Test
    void everythingMayBeGiven() {
        RedisSettings settings = RedisSettings.parse("rediss://me%40home:p%3Aa%2Fs+%25s@a:7000,[::1]:7001,c/0"
                + "?cluster=true&namespace=north.1&ca=/etc/ca.pem&cert=/etc/c.pem&key=/etc/k%20y.pem");
        assertThat(settings.nodes()).containsExactly(new Node("a", 7000), new Node("::1", 7001), new Node("c", 6379));
        assertThat(settings.tls()).isTrue();
        assertThat(settings.cluster()).isTrue();
        assertThat(settings.user()).isEqualTo("me@home");
        assertThat(settings.password()).isEqualTo("p:a/s+%s");
        assertThat(settings.namespace()).isEqualTo("north.1");
        assertThat(settings.authority()).isEqualTo(Path.of("/etc/ca.pem"));
        assertThat(settings.certificate()).isEqualTo(Path.of("/etc/c.pem"));
        assertThat(settings.key()).isEqualTo(Path.of("/etc/k y.pem"));
    }

    @Test
    void aPasswordWithoutAUserIsThatOfTheDefaultOne() {
        RedisSettings settings = RedisSettings.parse("redis://:secret@cache");
        assertThat(settings.user()).isNull();
        assertThat(settings.password()).isEqualTo("secret");
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "redis://, must be redis://",
        "redis://me@cache, must be redis://",
        "redis://me:@cache, must be redis://",
        "redis://me:sec/ret@cache, must be redis://",
        "redis://me:sec@ret@cache, must be redis://",
        "redis://cache:0, must be redis://",
        "redis://cache:65536, must be redis://",
        "redis://cache:99999999999, must be redis://",
        "redis://ca_che, must be redis://",
        "redis://cache/news, must be redis://",
        "'redis://a,b', names several servers",
        "redis://cache?secret=secret, has an option that is not known; there are ca",
        "redis://cache?namespace, has the option namespace twice",
        "redis://cache?namespace=a&namespace=b, has the option namespace twice",
        "redis://cache?namespace=a:b, has a namespace",
        "redis://cache?namespace=%, has a % that",
        "redis://cache?cluster=yes, has an option cluster",
        "redis://cache?ca=/x, has files for TLS",
        "rediss://cache?cert=/x, must have both",
    })
    void aSlipIsToldWithoutThePassword(String url, String problem) {
        assertThatThrownBy(() -> RedisSettings.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(problem)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({"123456789, 12739", "foo, 12182", "isotherm:news:0, -1", "isotherm:{ask}:questions, -1", "{}{a}, -1"})
    void aChannelIsInTheSlotThatRedisPutsItIn(String channel, int slot) {
        try (RedisServer redis = RedisServer.startCluster()) {
            assertThat(Channels.slot(channel)).isEqualTo(Integer.parseInt(redis.call("CLUSTER", "KEYSLOT", channel)));
        }
        // Those of the specification and of its examples.
        assertThat(slot < 0 || Channels.slot(channel) == slot).isTrue();
    }
}
