package io.isotherm.store.sqlite;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the readings of a data folder that was written before there were blocks: {@code readings.db}, a row a
 * reading. They are appended like any others, so an upgrade that was cut off is done again without harm; then the old
 * file is renamed, and stays for whoever wants to go back.
 */
public final class RowsUpgrade {
    private static final Logger LOG = LoggerFactory.getLogger(RowsUpgrade.class);
    private static final String NAME = "readings.db";
    private static final String DONE = "readings.db.upgraded";
    private static final Format FORMAT = new Format(NAME, 0x49534f52, 1, "0.1.0", List.of());
    private static final int PIECE = 50_000;
    private static final long TOLD_NANOS = 5_000_000_000L;

    private RowsUpgrade() {}

    /**
     * Does nothing where there is no old file.
     *
     * @throws StoreException when it cannot be read; then the program must not start without it
     */
    public static void run(DataFolder folder, ReadingStore store) {
        Path old = folder.path().resolve(NAME);
        if (Files.notExists(old)) {
            return;
        }
        SqliteFile file = SqliteFile.open(folder, FORMAT);
        long readings = 0;
        try {
            long all = file.read(session -> {
                try (ResultSet row =
                        session.prepare("SELECT count(*) FROM reading").executeQuery()) {
                    return row.getLong(1);
                }
            });
            LOG.info("upgrade of the readings to the new format begins readings={}", all);
            long told = System.nanoTime();
            ReadingBatch piece = piece(file, Integer.MIN_VALUE, Long.MIN_VALUE);
            while (!piece.isEmpty()) {
                store.append(List.of(piece));
                readings += piece.size();
                if (System.nanoTime() - told > TOLD_NANOS) {
                    told = System.nanoTime();
                    LOG.info("upgrade goes on readings={} of={} percent={}", readings, all, 100 * readings / all);
                }
                int last = piece.size() - 1;
                piece = piece(file, piece.sensor(last), piece.time(last));
            }
        } finally {
            file.close();
        }
        try {
            Files.move(old, folder.path().resolve(DONE));
        } catch (IOException e) {
            throw new StoreException(
                    "The readings of " + old + " were taken over, but it cannot be renamed to " + DONE + ": " + e, e);
        }
        LOG.info("upgrade done readings={} kept={}", readings, DONE);
    }

    private static ReadingBatch piece(SqliteFile file, int sensor, long time) {
        return file.read(session -> {
            PreparedStatement select = session.prepare("SELECT sensor, time, value, flags FROM reading"
                    + " WHERE (sensor, time) > (?, ?) ORDER BY sensor, time LIMIT " + PIECE);
            select.setInt(1, sensor);
            select.setLong(2, time);
            ReadingBatch.Builder readings = new ReadingBatch.Builder();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    readings.add(row.getInt(1), row.getLong(2), Double.longBitsToDouble(row.getLong(3)), row.getInt(4));
                }
            }
            return readings.build();
        });
    }
}
