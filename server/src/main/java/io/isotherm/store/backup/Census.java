package io.isotherm.store.backup;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockRow;
import io.isotherm.store.series.SummaryCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** Counts blocks and readings that lost, and adds up a checksum of each, so that two stores compare in whatever order. */
final class Census {
    // 2^64 divided by the golden ratio, odd: spreads a checksum of 32 bits over 64, so that sums differ where parts do.
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private long blocks;
    private long readings;
    private long losers;
    private long sum;

    /** @param readings in blocks */
    record Total(long blocks, long readings, long losers, long sum) {}

    void add(List<Block> some) {
        for (Block block : some) {
            blocks++;
            readings += block.summary().count();
            CRC32C crc = new CRC32C();
            crc.update(identity(block));
            crc.update(summary(block));
            byte[] data = block.data();
            if (data != null) {
                crc.update(data);
            }
            add(crc);
        }
    }

    void addLosers(ReadingBatch some) {
        for (int i = 0; i < some.size(); i++) {
            losers++;
            CRC32C crc = new CRC32C();
            crc.update(ByteBuffer.allocate(24)
                    .putInt(some.sensor(i))
                    .putLong(some.time(i))
                    .putLong(Double.doubleToRawLongBits(some.value(i)))
                    .putInt(some.flags(i))
                    .flip());
            add(crc);
        }
    }

    private void add(CRC32C crc) {
        sum += (crc.getValue() + 1) * SPREAD;
    }

    Total total() {
        return new Total(blocks, readings, losers, sum);
    }

    private static byte[] identity(Block block) {
        return ByteBuffer.allocate(13)
                .putInt(block.sensor())
                .put((byte) block.level())
                .putLong(block.start())
                .array();
    }

    /** As bytes that do not depend on how often its home wrote it. */
    static byte[] summary(Block block) {
        return SummaryCodec.encode(block, BlockRow.of(block, 0, block.data() == null ? 0 : 1));
    }
}
