package io.isotherm.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.socketio.protocol.WirePacket;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is kept for those who come back, and what is not. */
class EventLogTest {
    private static void append(EventLog log, int size, long time) {
        log.append(List.of(WirePacket.text("x".repeat(size))), null, Set.of(), Set.of(), time);
    }

    private static List<Long> after(EventLog log, long number) {
        return log.after(number).stream().map(EventLog.Entry::number).toList();
    }

    @Test
    void eventsAreNumberedFromOne() {
        EventLog log = new EventLog(10_000, 10);
        assertThat(log.last()).isZero();
        assertThat(log.reaches(0)).isTrue();
        append(log, 1, 0);
        append(log, 1, 0);
        assertThat(log.last()).isEqualTo(2);
        assertThat(after(log, 0)).containsExactly(1L, 2L);
        assertThat(after(log, 1)).containsExactly(2L);
        assertThat(after(log, 2)).isEmpty();
    }

    @Test
    void whatWasNotSentYetIsNotReached() {
        EventLog log = new EventLog(10_000, 10);
        append(log, 1, 0);
        assertThat(log.reaches(1)).isTrue();
        assertThat(log.reaches(2)).isFalse();
    }

    @Test
    void theOldestAreForgottenWhenThereAreTooMany() {
        EventLog log = new EventLog(10_000, 3);
        for (int i = 0; i < 5; i++) {
            append(log, 1, 0);
        }
        assertThat(after(log, 0)).containsExactly(3L, 4L, 5L);
        assertThat(log.reaches(2)).isTrue();
        assertThat(log.reaches(1)).isFalse();
    }

    @Test
    void theOldestAreForgottenWhenTheyAreTooLarge() {
        EventLog log = new EventLog(3_000, 100);
        append(log, 1_000, 0);
        append(log, 1_000, 0);
        append(log, 1_000, 0);
        assertThat(after(log, 0)).containsExactly(2L, 3L);
        append(log, 5_000, 0);
        assertThat(after(log, 0)).isEmpty();
        assertThat(log.reaches(4)).isTrue();
        assertThat(log.reaches(3)).isFalse();
    }

    @Test
    void theOldAreForgotten() {
        EventLog log = new EventLog(10_000, 10);
        append(log, 1, 10);
        append(log, 1, 20);
        append(log, 1, 30);
        log.forgetBefore(20);
        assertThat(after(log, 0)).containsExactly(2L, 3L);
        log.forgetBefore(31);
        assertThat(log.reaches(3)).isTrue();
        assertThat(log.reaches(2)).isFalse();
        append(log, 1, 40);
        assertThat(after(log, 3)).containsExactly(4L);
    }
}
