package io.isotherm.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClockOffsetTest {
    private static final long START = 1_795_500_000_000L;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /** When message i comes. */
    interface Messages {
        long received(int i);
    }

    private static Arguments sent(String what, int messages, long offset, long every, LongSpread behind) {
        return Arguments.of(what, messages, offset, (Messages) i -> START + i * every, behind);
    }

    /** By how much message i is behind when it comes. */
    interface LongSpread {
        long at(int i);
    }

    static Stream<Arguments> clocks() {
        return Stream.of(
                // ---- clocks that are right, or not known to be wrong
                sent("a right clock", 100, 0, MINUTE, i -> 200),
                sent("a right clock and a slow network", 100, 0, MINUTE, i -> (i * 7_919L) % (25 * SECOND)),
                sent("a clock a little ahead", 100, 0, MINUTE, i -> -10 * SECOND),
                sent("a clock a little behind", 100, 0, MINUTE, i -> 120 * SECOND),
                sent("seven messages are too few", 7, 0, MINUTE, i -> HOUR),
                // ---- clocks that are wrong
                sent("ahead, at the first message", 1, 11 * SECOND, MINUTE, i -> -11 * SECOND),
                sent("ahead by more than is taken in", 20, 2 * HOUR, MINUTE, i -> -2 * HOUR),
                sent("an hour behind: summer time", 8, -HOUR, MINUTE, i -> HOUR),
                sent("never set: 26 years behind", 8, -9_500 * DAY, 5 * MINUTE, i -> 9_500 * DAY),
                sent("behind, sending each second", 100, -10 * MINUTE, SECOND, i -> 10 * MINUTE),
                sent("behind, sending each hour", 8, -HOUR, HOUR, i -> HOUR),
                sent("behind, with a slow network", 50, -HOUR, MINUTE, i -> HOUR + (i * 7_919L) % (25 * SECOND)),
                // ---- late data
                sent("a memory of a day, uploaded as fast as it goes", 500, 0, 20, i -> DAY - i * MINUTE),
                sent("likewise, a message a minute", 500, 0, MINUTE, i -> Math.max(0, DAY - i * 10L * MINUTE)),
                sent("the same old reading again and again", 100, 0, MINUTE, i -> HOUR + i * MINUTE),
                sent("yesterday's readings, each night", 30, 0, DAY, i -> 2 * HOUR),
                sent("a batch of a year, each hour", 30, 0, HOUR, i -> (i * 7_919L) % 365 * DAY),
                sent("old data now and then", 100, 0, MINUTE, i -> i % 5 == 0 ? 200 : DAY),
                // ---- and back
                sent("set right in the end", 9, 0, MINUTE, i -> i < 8 ? HOUR : 0),
                sent("ahead no more", 2, 0, MINUTE, i -> i == 0 ? -HOUR : 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clocks")
    void aClockThatIsOffIsToldFromDataThatAreLate(
            String what, int messages, long offset, Messages when, LongSpread behind) {
        ClockOffset clock = new ClockOffset();
        for (int i = 0; i < messages; i++) {
            clock.note(when.received(i), when.received(i) - behind.at(i));
        }
        if (offset == 0) {
            assertThat(clock.millis()).as(what).isZero();
        } else {
            assertThat(clock.millis()).as(what).isCloseTo(offset, within(ClockOffset.SPREAD_MILLIS));
        }
    }

    @Test
    void amongLateDataTheMessageThatIsLeastBehindCounts() {
        ClockOffset clock = new ClockOffset();
        for (int i = 0; i < 20; i++) {
            long now = START + i * MINUTE;
            clock.note(now, now - 3 * DAY);
            clock.note(now + 1, now + 1 - HOUR);
            clock.note(now + 2, now + 2 - 5 * HOUR);
        }
        assertThat(clock.millis()).isEqualTo(-HOUR);
    }

    @Test
    void afterAPauseNothingIsKnown() {
        ClockOffset clock = new ClockOffset();
        for (int i = 0; i < 8; i++) {
            clock.note(START + i * MINUTE, START + i * MINUTE - HOUR);
        }
        assertThat(clock.millis()).isEqualTo(-HOUR);
        clock.note(START + DAY, START + DAY - HOUR);
        assertThat(clock.millis()).isZero();
    }

    @Test
    void whateverComesNothingIsMadeUp() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            ClockOffset clock = new ClockOffset();
            for (int i = 0; i < 20; i++) {
                clock.note(random.nextLong() >>> random.nextInt(1, 63), random.nextLong() >>> random.nextInt(1, 63));
                clock.millis();
            }
        }
    }

    @Test
    void theOffsetIsToldByTheDevicesKey() {
        DeviceClocks clocks = new DeviceClocks();
        clocks.note(batch("fridge-1/air", START + HOUR, "fridge-2/air", START), START);
        assertThat(clocks.offset("fridge-1")).hasValue(HOUR);
        assertThat(clocks.offset("fridge-2")).isEmpty();
        assertThat(clocks.offset("fridge-3")).isEmpty();
    }

    @Test
    void readingsWithoutTimeAndTimesThatAreNoneTellNothing() {
        DeviceClocks clocks = new DeviceClocks();
        for (long time : new long[] {IncomingBatch.NO_TIME, Long.MAX_VALUE, -1, 1_795_500_000_000_000_000L}) {
            clocks.note(batch("fridge/air", time, "fridge/door", time), START);
            assertThat(clocks.offset("fridge")).isEmpty();
        }
    }

    @Test
    void devicesAreForgottenWhenThereAreTooMany() {
        DeviceClocks clocks = new DeviceClocks();
        clocks.note(batch("first/air", START + HOUR, "first/air", START), START);
        for (int i = 0; i < DeviceClocks.MOST; i++) {
            if (i == 100) {
                assertThat(clocks.offset("first")).isPresent();
            }
            clocks.note(batch("d" + i, START + HOUR, "d" + i, START), START);
        }
        assertThat(clocks.offset("first")).isPresent();
        assertThat(clocks.offset("d0")).isEmpty();
        assertThat(clocks.offset("d" + (DeviceClocks.MOST - 1))).isPresent();
    }

    @Test
    void ofAMessageWithManyDevicesAllAreLookedAtInTurn() {
        DeviceClocks clocks = new DeviceClocks();
        IncomingBatch.Builder large = new IncomingBatch.Builder();
        for (int i = 0; i < 1_000; i++) {
            large.add(new SensorKey("d" + i, Quantity.TEMPERATURE), START + HOUR, 1, null, i);
        }
        IncomingBatch batch = large.build();
        for (int i = 0; i <= 1_000 / DeviceClocks.MOST_KEYS; i++) {
            clocks.note(batch, START + i * MINUTE);
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(clocks.offset("d" + i)).isPresent();
        }
    }

    private static IncomingBatch batch(String one, long time, String other, long otherTime) {
        return new IncomingBatch.Builder()
                .add(new SensorKey(one, Quantity.TEMPERATURE), time, 1, null, 0)
                .add(new SensorKey(other, Quantity.TEMPERATURE), otherTime, 2, null, 1)
                .build();
    }
}
