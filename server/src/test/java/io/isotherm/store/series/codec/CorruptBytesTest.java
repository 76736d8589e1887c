package io.isotherm.store.series.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.isotherm.model.ReadingBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Bytes that are not sound are found so, and do nothing worse. */
class CorruptBytesTest {
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    private static final RecordCodec.Sink NOWHERE = new RecordCodec.Sink() {
        @Override
        public void readings(ReadingBatch batch) {}

        @Override
        public void removal(int sensor, long from, long to) {}
    };

    @Test
    void everyTruncationAndEveryFlippedBitOfABlockIsFound() {
        blocks().forEach(data -> everyDamageIsFound(data, CorruptBytesTest::decode));
    }

    @Test
    void everyTruncationAndEveryFlippedBitOfARecordIsFound() {
        records().forEach(record -> everyDamageIsFound(record, damaged -> RecordCodec.decode(damaged, NOWHERE)));
    }

    @Test
    void aBlockWithARightChecksumIsDecodedOrRefused() {
        blocks().forEach(data -> hostile(data, CorruptBytesTest::decode));
    }

    @Test
    void aRecordWithARightChecksumIsDecodedOrRefused() {
        records().forEach(record -> hostile(record, damaged -> RecordCodec.decode(damaged, NOWHERE)));
    }

    @Test
    void anyBytesAreRefused() {
        for (int i = 0; i < 20_000; i++) {
            Random random = new Random(SEED + i);
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            for (int j = 0; j < bytes.length; j++) {
                // Small numbers get farther.
                bytes[j] = random.nextInt(4) == 0 ? (byte) (bytes[j] & 3) : bytes[j];
            }
            if (bytes.length > 6) {
                bytes[0] = BlockCodec.VERSION;
                survives(seal(bytes), CorruptBytesTest::decode, "seed " + (SEED + i));
                bytes[1] = RecordCodec.READINGS;
                survives(seal(bytes), bad -> RecordCodec.decode(bad, NOWHERE), "seed " + (SEED + i));
            } else {
                assertThatThrownBy(() -> decode(bytes)).isInstanceOf(CorruptException.class);
                assertThatThrownBy(() -> RecordCodec.decode(bytes, NOWHERE)).isInstanceOf(CorruptException.class);
            }
        }
    }

    @Test
    void nothingIsAppendedFromABlockThatIsNotSound() {
        byte[] data = blocks().getFirst();
        data[data.length / 2] ^= 1;
        Columns into = new Columns(1);
        into.add(1, 2, 3);
        assertThatThrownBy(() -> BlockCodec.decode(data, into)).isInstanceOf(CorruptException.class);
        assertThat(into.size).isEqualTo(1);
    }

    @Test
    void aFewBytesCannotAskForManyReadings() {
        Output out = new Output(10);
        out.octet(BlockCodec.VERSION);
        out.varint(BlockCodec.MOST);
        byte[] block = out.seal();
        assertThatThrownBy(() -> BlockCodec.count(block)).isInstanceOf(CorruptException.class);
        assertThatThrownBy(() -> decode(block)).isInstanceOf(CorruptException.class);

        Output record = new Output(10);
        record.octet(RecordCodec.VERSION);
        record.octet(RecordCodec.READINGS);
        record.varint(RecordCodec.MOST);
        assertThatThrownBy(() -> RecordCodec.decode(record.seal(), NOWHERE)).isInstanceOf(CorruptException.class);
    }

    @Test
    void aFewBytesCannotAskForManyExceptions() {
        Output out = new Output(64);
        out.octet(BlockCodec.VERSION);
        out.varint(2);
        new SequenceWriter(out).write(new long[] {1, 2}, 2);
        FlagRuns.write(new int[2], 0, 2, out);
        out.octet(ValueKind.decimals(2).with(false, true).octet());
        out.varint(Integer.MAX_VALUE);
        byte[] block = out.seal();
        assertThatThrownBy(() -> decode(block)).isInstanceOf(CorruptException.class);
    }

    private static void everyDamageIsFound(byte[] data, Consumer<byte[]> decoder) {
        for (int length = 0; length < data.length; length++) {
            byte[] cut = Arrays.copyOf(data, length);
            assertThatThrownBy(() -> decoder.accept(cut)).isInstanceOf(CorruptException.class);
        }
        for (int bit = 0; bit < 8 * data.length; bit++) {
            byte[] flipped = data.clone();
            flipped[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertThatThrownBy(() -> decoder.accept(flipped)).isInstanceOf(CorruptException.class);
        }
    }

    private static void hostile(byte[] data, Consumer<byte[]> decoder) {
        for (int length = 5; length < data.length; length++) {
            survives(seal(Arrays.copyOf(data, length)), decoder, "cut at " + length);
        }
        for (int bit = 0; bit < 8 * (data.length - 4); bit++) {
            byte[] flipped = data.clone();
            flipped[bit >> 3] ^= (byte) (1 << (bit & 7));
            survives(seal(flipped), decoder, "bit " + bit);
        }
        for (int i = 0; i < 2_000; i++) {
            Random random = new Random(SEED + i);
            byte[] changed = data.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                changed[random.nextInt(Math.min(changed.length, 8 << random.nextInt(12)))] = (byte) random.nextInt();
            }
            survives(seal(changed), decoder, "seed " + (SEED + i));
        }
    }

    private static void survives(byte[] data, Consumer<byte[]> decoder, String what) {
        try {
            decoder.accept(data);
        } catch (CorruptException refused) {
            // As promised.
        } catch (RuntimeException | Error e) {
            fail(what + " of " + Arrays.toString(data), e);
        }
    }

    /** Puts the right checksum over the last four bytes. */
    private static byte[] seal(byte[] data) {
        byte[] sealed = data.clone();
        CRC32C crc = new CRC32C();
        crc.update(sealed, 0, sealed.length - 4);
        for (int i = 0; i < 4; i++) {
            sealed[sealed.length - 4 + i] = (byte) (crc.getValue() >>> (8 * i));
        }
        return sealed;
    }

    private static void decode(byte[] data) {
        Columns all = new Columns(0);
        int found = BlockCodec.decode(data, all);
        assertThat(found).isEqualTo(BlockCodec.count(data)).isEqualTo(all.size);
        long middle = all.times[found / 2];
        Columns some = new Columns(0);
        assertThat(BlockCodec.decode(data, Long.MIN_VALUE, middle, some)).isEqualTo(found / 2);
    }

    private static List<byte[]> blocks() {
        List<byte[]> blocks = new ArrayList<>();
        Random random = new Random(SEED);
        Shapes.Times[] times = Shapes.Times.values();
        Shapes.Words[] words = Shapes.Words.values();
        for (Shapes.Values values : Shapes.Values.values()) {
            int i = blocks.size();
            Columns readings =
                    Shapes.readings(40 + 20 * i, times[i % times.length], values, words[i % words.length], random);
            blocks.add(BlockCodec.encode(readings, 0, readings.size));
        }
        return blocks;
    }

    private static List<byte[]> records() {
        List<byte[]> records = new ArrayList<>();
        records.add(RecordCodec.removal(77, 1_000, 2_000));
        for (int i = 0; i < 8; i++) {
            Random random = new Random(SEED + i);
            records.add(RecordCodec.readings(
                    List.of(RecordCodecTest.batch(30 * i, random), RecordCodecTest.batch(20, random))));
        }
        return records;
    }
}
