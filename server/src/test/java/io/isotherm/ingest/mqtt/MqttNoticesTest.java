package io.isotherm.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MqttNoticesTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final MqttNotices notices = new MqttNotices(now::get);

    @Test
    void aClientIsLoggedOnceAnInterval() {
        assertThat(notices.isDue("a", "payload", MqttNotices.MINUTELY)).isTrue();
        assertThat(notices.isDue("a", "payload", MqttNotices.MINUTELY)).isFalse();
        assertThat(notices.isDue("a", "topic", MqttNotices.MINUTELY)).isTrue();
        assertThat(notices.isDue("b", "payload", MqttNotices.MINUTELY)).isTrue();

        now.addAndGet(Duration.ofSeconds(61).toNanos());

        assertThat(notices.isDue("a", "payload", MqttNotices.MINUTELY)).isTrue();
        assertThat(notices.isDue("a", "topic", MqttNotices.ONCE)).isFalse();
    }

    @Test
    void clientsThatChangeTheirNamesDoNotFloodTheLog() {
        int lines = 0;
        for (int i = 0; i < 10_000; i++) {
            lines += notices.isDue("client-" + i, "payload", MqttNotices.MINUTELY) ? 1 : 0;
        }
        assertThat(lines).isEqualTo(60);

        now.addAndGet(Duration.ofSeconds(61).toNanos());

        assertThat(notices.isDue("another", "payload", MqttNotices.MINUTELY)).isTrue();
    }
}
