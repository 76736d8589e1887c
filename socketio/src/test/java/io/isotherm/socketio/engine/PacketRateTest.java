package io.isotherm.socketio.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketRateTest {
    private static final long SECOND = 1_000_000_000L;

    private static int takeAll(PacketRate rate, long now) {
        int taken = 0;
        while (rate.take(now)) {
            taken++;
        }
        return taken;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE - SECOND / 2, Long.MIN_VALUE})
    void aSecondsWorthMayComeAtOnceAndThenAsManyAsTimeBrings(long start) {
        PacketRate rate = new PacketRate(100);
        assertThat(takeAll(rate, start)).isEqualTo(100);
        assertThat(takeAll(rate, start + SECOND / 100)).isEqualTo(1);
        assertThat(takeAll(rate, start + SECOND / 2)).isEqualTo(49);
        assertThat(takeAll(rate, start + SECOND / 2)).isZero();
        assertThat(takeAll(rate, start + 10 * SECOND)).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_000_000_000, Integer.MAX_VALUE})
    void anyRateLetsTheFirstThrough(int perSecond) {
        PacketRate rate = new PacketRate(perSecond);
        assertThat(rate.take(7)).isTrue();
    }
}
