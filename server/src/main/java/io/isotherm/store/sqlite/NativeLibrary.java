package io.isotherm.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's library in the form of this machine. The driver copies it out of its jar into the folder for temporary files,
 * and takes it away when the program ends by itself, which a server never does: each run would leave a megabyte. Once it
 * is loaded nobody needs the file.
 */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    /** Where the driver copies it to, and where it looks for one that need not be copied. */
    private static final String FOLDER = "org.sqlite.tmpdir";

    private static final String INSTALLED = "org.sqlite.lib.path";

    private NativeLibrary() {}

    /** Loads it. Where that fails the first connection does, and says why. */
    static void load() {
        if (System.getProperty(INSTALLED) != null || System.getProperty(FOLDER) != null) {
            return;
        }
        try {
            Path folder = Files.createTempDirectory("isotherm-sqlite");
            System.setProperty(FOLDER, folder.toString());
            try {
                SQLiteJDBCLoader.initialize();
            } finally {
                System.clearProperty(FOLDER);
                delete(folder);
            }
        } catch (Exception e) {
            LOG.debug("SQLite's library is left to its driver", e);
        }
    }

    // Windows lets nobody delete what is loaded: there it stays.
    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
    }
}
