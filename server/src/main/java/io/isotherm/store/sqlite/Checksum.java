package io.isotherm.store.sqlite;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC-32C (RFC 3720, appendix B.4) of what a row says. SQLite itself has no checksums: a flipped bit within a value goes
 * unnoticed.
 */
final class Checksum {
    private Checksum() {}

    static int of(int sensor, long time, long value, int flags) {
        ByteBuffer row = ByteBuffer.allocate(24);
        row.putInt(sensor).putLong(time).putLong(value).putInt(flags);
        return of(row.array(), 24);
    }

    /** Of a block's identity and the bytes before an end. */
    static int of(int sensor, int level, long start, byte[] bytes, int end) {
        ByteBuffer row = ByteBuffer.allocate(16);
        row.putInt(sensor).putInt(level).putLong(start);
        CRC32C crc = new CRC32C();
        crc.update(row.array());
        crc.update(bytes, 0, end);
        return (int) crc.getValue();
    }

    private static int of(byte[] bytes, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, end);
        return (int) crc.getValue();
    }
}
