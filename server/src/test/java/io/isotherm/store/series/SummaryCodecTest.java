package io.isotherm.store.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.Unit;
import io.isotherm.store.series.codec.CorruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SummaryCodecTest {
    private static final long START = Spans.start(5, 1_700_000_000_000L);

    private static final BlockRow ROW = new BlockRow(7, 5, START, 3, 11);

    private static void assertKept(Block block) {
        BlockRow row = BlockRow.of(block, 3, 11);
        SummaryCodec.Stored decoded = SummaryCodec.decode(row, SummaryCodec.encode(block, row));
        Block again = new Block(
                block.sensor(),
                block.level(),
                block.start(),
                block.version(),
                decoded.whole(),
                decoded.partLength(),
                decoded.parts(),
                block.data());
        assertThat(Blocks.show(again)).isEqualTo(Blocks.show(block));
    }

    /** A good summary of readings of a sensor that sends decimals at an even pace. */
    private static Summary even(long from, long to, long interval, int decimals, Random random) {
        int count = (int) ((to - from) / interval);
        double scale = Math.pow(10, decimals);
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double first = 0;
        double value = 0;
        for (int i = 0; i < count; i++) {
            value = (400 + random.nextInt(60)) / scale;
            first = i == 0 ? value : first;
            min = Math.min(min, value);
            max = Math.max(max, value);
            sum += value;
        }
        long firstTime = from + random.nextInt(5);
        return new Summary(
                count,
                count,
                Unit.CELSIUS.code(),
                min,
                max,
                sum,
                firstTime,
                first,
                Blocks.GOOD,
                to - interval + random.nextInt(5),
                value,
                Blocks.GOOD,
                firstTime + 7 * interval,
                interval + 4,
                interval + 3);
    }

    private static Block day(int decimals) {
        Random random = new Random(decimals);
        List<Summary> parts = new ArrayList<>();
        for (int hour = 0; hour < 24; hour++) {
            parts.add(even(START + hour * 3_600_000L, START + (hour + 1) * 3_600_000L, 60_000, decimals, random));
        }
        Summary whole = even(START, START + 86_400_000, 60_000, decimals, random);
        return Blocks.withParts(Blocks.block(7, 5, START, null, whole), 3_600_000, parts);
    }

    @Test
    void decimalsAreKeptAndShort() {
        for (int decimals = 0; decimals <= 4; decimals++) {
            Block day = day(decimals);
            assertKept(day);
            assertThat(SummaryCodec.encode(day, ROW).length)
                    .as("of 24 parts, %d decimals", decimals)
                    .isLessThan(24 * 28 + 50);
            assertThat(SummaryCodec.encode(Blocks.withParts(day, 0, List.of()), ROW).length)
                    .as("without parts, %d decimals", decimals)
                    .isLessThan(50);
        }
    }

    @Test
    void whateverComesIsKept() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            List<Summary> parts = new ArrayList<>();
            while (random.nextInt(4) > 0) {
                parts.add(any(random));
            }
            int level = random.nextInt(Spans.LEVELS);
            long start = random.nextBoolean() ? random.nextLong() : START;
            assertKept(Blocks.withParts(
                    Blocks.block(random.nextInt(), level, start, null, any(random)), number(random), parts));
        }
    }

    private static Summary any(Random random) {
        return new Summary(
                (int) number(random),
                (int) number(random),
                (int) number(random),
                value(random),
                value(random),
                value(random),
                number(random),
                value(random),
                (int) number(random),
                number(random),
                value(random),
                (int) number(random),
                number(random),
                number(random),
                number(random));
    }

    private static long number(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> Long.MAX_VALUE;
            case 2 -> random.nextLong();
            case 3 -> random.nextInt(-3, 3);
            default -> START + random.nextInt();
        };
    }

    private static double value(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> -0.0;
            case 2 -> Double.longBitsToDouble(0x7ff8_0000_0000_0000L | random.nextInt());
            case 3 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            case 4 -> random.nextInt() / 100.0 + 0.1;
            case 5 -> (1L << 53) + random.nextInt(-3, 3);
            case 6 -> Double.MIN_VALUE * random.nextInt(-3, 3);
            default -> random.nextInt(-30_000, 30_000) / Math.pow(10, random.nextInt(6));
        };
    }

    @Test
    void everyFlippedBitIsNoticed() {
        Block day = day(2);
        byte[] bytes = SummaryCodec.encode(day, ROW);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> SummaryCodec.decode(ROW, flipped)).isInstanceOf(CorruptException.class);
        }
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SummaryCodec.decode(ROW, cut)).isInstanceOf(CorruptException.class);
        }
    }

    @Test
    void anotherRowsSummaryIsNoticed() {
        byte[] bytes = SummaryCodec.encode(day(2), ROW);
        for (BlockRow other : List.of(
                new BlockRow(8, 5, START, 3, 11),
                new BlockRow(7, 4, START, 3, 11),
                new BlockRow(7, 5, START + 1, 3, 11),
                new BlockRow(7, 5, START, 2, 11),
                new BlockRow(7, 5, START, 3, 10),
                ROW.withPayload(0))) {
            assertThatThrownBy(() -> SummaryCodec.decode(other, bytes)).isInstanceOf(CorruptException.class);
            assertThatThrownBy(() -> SummaryBytes.resealed(bytes, other, ROW)).isInstanceOf(CorruptException.class);
        }
        BlockRow without = ROW.withPayload(0);
        assertThat(SummaryCodec.decode(without, SummaryBytes.resealed(bytes, ROW, without)))
                .isEqualTo(SummaryCodec.decode(ROW, bytes));
    }

    @Test
    void bytesWithARightChecksumAreNotTrustedEither() {
        Random random = new Random(2);
        byte[] bytes = SummaryCodec.encode(day(2), ROW);
        for (int i = 0; i < 20_000; i++) {
            byte[] altered = Arrays.copyOf(bytes, random.nextInt(bytes.length - 4));
            for (int change = random.nextInt(4); altered.length > 0 && change >= 0; change--) {
                altered[random.nextInt(altered.length)] = (byte) random.nextInt();
            }
            SummaryBytes out = SummaryBytes.toWrite(16);
            for (byte one : altered) {
                out.putByte(one);
            }
            byte[] sealed = out.sealed(ROW);
            try {
                SummaryCodec.decode(ROW, sealed);
            } catch (CorruptException e) {
                assertThat(e).hasMessageNotContaining("checksum");
            }
        }
    }
}
