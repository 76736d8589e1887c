package io.isotherm.store.sqlite;

import io.isotherm.ops.Health;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Whether a file system has room for some time to come. */
final class DiskSpace {
    static final long LEAST_BYTES = 500_000_000;
    static final double LEAST_SHARE = 0.05;

    private DiskSpace() {}

    static Health check(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            return health(folder, store.getUsableSpace(), store.getTotalSpace());
        } catch (IOException e) {
            return Health.degraded(
                    "disk-unknown", "The free space of " + folder + " cannot be told: " + e.getMessage());
        }
    }

    /** Bytes that this user may still write; 0 where that cannot be told. */
    static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Bytes of the file system; 0 where that cannot be told. */
    static long size(Path folder) {
        try {
            return Files.getFileStore(folder).getTotalSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    static Health health(Path folder, long free, long total) {
        if (free >= LEAST_BYTES && free >= total * LEAST_SHARE) {
            return Health.OK;
        }
        return Health.degraded(
                "disk-low",
                String.format(
                        Locale.ROOT,
                        "The disk of %s has %d MB free (%.1f %%): free some space before it is full and readings are refused.",
                        folder,
                        free / 1_000_000,
                        total == 0 ? 0.0 : 100.0 * free / total));
    }
}
