package io.isotherm.store.sqlite;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC-32C (RFC 3720, appendix B.4) of a reading's row. SQLite itself has no checksums: a flipped bit within a value goes
 * unnoticed.
 */
final class Checksum {
    private Checksum() {}

    static int of(int sensor, long time, long value, int flags) {
        ByteBuffer row = ByteBuffer.allocate(24);
        row.putInt(sensor).putLong(time).putLong(value).putInt(flags);
        CRC32C crc = new CRC32C();
        crc.update(row.array());
        return (int) crc.getValue();
    }
}
