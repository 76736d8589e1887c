package io.isotherm.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;

    @Test
    void strangersCannotFillTheMemory() {
        FailureLimit limit = new FailureLimit(clock);
        for (int i = 0; i < FailureLimit.MOST_ADDRESSES + 100; i++) {
            limit.failed("host-" + i);
        }
        assertThat(limit.size()).isEqualTo(FailureLimit.MOST_ADDRESSES);

        Sessions sessions = new Sessions(clock, new byte[32]);
        for (int i = 0; i < Sessions.MOST + 100; i++) {
            sessions.start();
        }
        assertThat(sessions.size()).isEqualTo(Sessions.MOST);
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        FailureLimit limit = new FailureLimit(clock);
        for (int i = 0; i < FailureLimit.BURST; i++) {
            limit.failed("2001:db8:1:2::" + Integer.toHexString(i));
        }
        assertThat(limit.waitSeconds("2001:db8:1:2:ffff::1")).isEqualTo(6);
        assertThat(limit.waitSeconds("2001:db8:1:3::1")).isZero();
    }

    @Test
    void theBucketFillsUpAgain() {
        FailureLimit limit = new FailureLimit(clock);
        for (int i = 0; i < 100; i++) {
            limit.failed("192.0.2.1");
        }
        assertThat(limit.waitSeconds("192.0.2.1")).isEqualTo(6);
        now = now.plus(FailureLimit.PAUSE);
        assertThat(limit.waitSeconds("192.0.2.1")).isZero();
        limit.failed("192.0.2.1");
        assertThat(limit.waitSeconds("192.0.2.1")).isEqualTo(6);
        now = now.plus(FailureLimit.PAUSE.multipliedBy(FailureLimit.BURST));
        for (int i = 0; i < FailureLimit.BURST; i++) {
            assertThat(limit.waitSeconds("192.0.2.1")).isZero();
            limit.failed("192.0.2.1");
        }
        assertThat(limit.waitSeconds("192.0.2.1")).isPositive();
    }
}
