package io.isotherm.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.broker.Broker.CatalogChange;
import io.isotherm.broker.message.MessageCodec;
import io.isotherm.broker.redis.Outbox.Entry;
import io.isotherm.model.ReadingBatch;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Entry CHANGE = new Entry.Changed(new CatalogChange(CatalogChange.Kind.SITE, "north"));

    private final Outbox outbox = new Outbox(10_000_000);

    private static Entry readings(int first, int count) {
        ReadingBatch.Builder batch = new ReadingBatch.Builder();
        for (int i = 0; i < count; i++) {
            batch.add(1, first + i, first + i, 0);
        }
        return new Entry.Readings(batch.build());
    }

    private ReadingBatch next() {
        return ((Entry.Readings) Objects.requireNonNull(outbox.next())).batch();
    }

    @Test
    void whatWaitsComesInOrderAndReadingsTogether() {
        outbox.open();
        outbox.offer(readings(0, 3));
        outbox.offer(readings(3, 1));
        outbox.offer(CHANGE);
        outbox.offer(readings(4, 2));
        ReadingBatch first = next();
        assertThat(first.size()).isEqualTo(4);
        assertThat(first.value(3)).isEqualTo(3);
        assertThat(outbox.next()).isEqualTo(CHANGE);
        assertThat(next().value(1)).isEqualTo(5);
        assertThat(outbox.next()).isNull();
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void aMessageHasNoMoreReadingsThanItMay() {
        outbox.open();
        outbox.offer(readings(0, MessageCodec.MOST_READINGS - 1));
        outbox.offer(readings(MessageCodec.MOST_READINGS - 1, 2 * MessageCodec.MOST_READINGS));
        outbox.offer(readings(3 * MessageCodec.MOST_READINGS - 1, 2));
        long expected = 0;
        for (int size :
                new int[] {MessageCodec.MOST_READINGS, MessageCodec.MOST_READINGS, MessageCodec.MOST_READINGS, 1}) {
            ReadingBatch batch = next();
            assertThat(batch.size()).isEqualTo(size);
            for (int i = 0; i < size; i++) {
                assertThat(batch.value(i)).isEqualTo((double) expected++);
            }
        }
        assertThat(outbox.next()).isNull();
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void whatIsTooMuchIsShedAndShown() {
        Outbox small = new Outbox(1_000);
        small.open();
        assertThat(small.offer(readings(0, 30))).isTrue();
        assertThat(small.wasSkipped()).isFalse();
        assertThat(small.offer(readings(30, 30))).isFalse();
        assertThat(small.wasSkipped()).isTrue();
        assertThat(small.wasSkipped()).as("asked again").isFalse();
        small.next();
        assertThat(small.offer(readings(0, 3_000))).as("a large one alone").isTrue();
    }

    @Test
    void whileItIsShutNothingWaits() {
        assertThat(outbox.offer(readings(0, 1))).isFalse();
        outbox.open();
        outbox.offer(readings(0, 40_000));
        next();
        outbox.offer(CHANGE);
        assertThat(outbox.shut()).isEqualTo(40_000 - MessageCodec.MOST_READINGS + 1);
        assertThat(outbox.wasSkipped()).isTrue();
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.offer(readings(0, 1))).isFalse();
    }
}
