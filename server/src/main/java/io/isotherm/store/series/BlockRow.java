package io.isotherm.store.series;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What a block's row says beside its summary, whose checksum covers it: no bit of it can be altered unnoticed, so that a
 * block never comes with another one's readings, or without its own.
 *
 * @param payload where its readings are; 0 where they were dropped
 */
public record BlockRow(int sensor, int level, long start, long version, long payload) {
    public static BlockRow of(Block block, long version, long payload) {
        return new BlockRow(block.sensor(), block.level(), block.start(), version, payload);
    }

    public BlockRow withPayload(long other) {
        return new BlockRow(sensor, level, start, version, other);
    }

    /** CRC-32C of the row and the bytes before an end. */
    int checksum(byte[] bytes, int end) {
        ByteBuffer row = ByteBuffer.allocate(32);
        row.putInt(sensor).putInt(level).putLong(start).putLong(version).putLong(payload);
        CRC32C crc = new CRC32C();
        crc.update(row.array());
        crc.update(bytes, 0, end);
        return (int) crc.getValue();
    }
}
