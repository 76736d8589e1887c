package io.isotherm.store.sqlite;

import io.isotherm.ops.Health;
import io.isotherm.store.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a folder that were found damaged: those that are used still, and those that were renamed so that another
 * could be begun. Nothing of them is ever deleted; health tells of each until somebody removes or replaces it.
 */
final class DamagedFiles {
    private static final Logger log = LoggerFactory.getLogger(DamagedFiles.class);
    private static final String MARK = ".damaged-";
    private static final String[] PARTS = {"", "-wal", "-shm"};

    private final Path folder;
    /** What to tell, by the name of the file. */
    private final Map<String, String> found = new ConcurrentSkipListMap<>();

    DamagedFiles(Path folder) throws IOException {
        this.folder = folder;
        try (DirectoryStream<Path> aside = Files.newDirectoryStream(folder, "series-*" + MARK + "*")) {
            for (Path path : aside) {
                String name = path.getFileName().toString();
                if (name.substring(name.lastIndexOf(MARK) + MARK.length()).matches("\\d+")) {
                    tellAside(name.substring(0, name.lastIndexOf(MARK)), name);
                }
            }
        }
    }

    private void tellAside(String file, String name) {
        found.put(
                name,
                file + " was damaged and is kept as " + name + ": readings of " + span(file)
                        + " may be missing. Restore a backup of it, or remove that file to let them go.");
    }

    /** Tells of a file that goes on being used, as far as it can be read. */
    void tell(String file, String why) {
        if (found.put(
                        file,
                        file + " is damaged: readings of " + span(file) + " may be missing. Stop the program, keep a"
                                + " copy of the file, and restore a backup. (" + why + ")")
                == null) {
            log.error("store damaged file={} error={}", folder.resolve(file), why);
        }
    }

    /**
     * Renames a file, which must be closed, and what belongs to it.
     *
     * @return its path now
     */
    Path setAside(String file, String why) {
        int number = 1;
        while (Files.exists(folder.resolve(file + MARK + number))) {
            number++;
        }
        String name = file + MARK + number;
        try {
            for (String part : PARTS) {
                Path path = folder.resolve(file + part);
                if (Files.exists(path)) {
                    Files.move(path, folder.resolve(name + part));
                }
            }
        } catch (IOException e) {
            throw new StoreException(
                    folder.resolve(file) + " is damaged and cannot be renamed (" + e
                            + "): keep a copy of it, and restore a backup.",
                    e);
        }
        found.remove(file);
        tellAside(file, name);
        log.error("store damaged and set aside file={} as={} error={}", folder.resolve(file), name, why);
        return folder.resolve(name);
    }

    private static String span(String file) {
        return Period.ofFile(file)
                .filter(period -> !period.equals(Period.OTHER))
                .map(period -> "the 32 days from " + file.substring("series-".length(), file.length() - 3))
                .orElse("before 2000 or after 2200");
    }

    Health check() {
        found.keySet().removeIf(name -> name.contains(MARK) && Files.notExists(folder.resolve(name)));
        Optional<String> first = found.values().stream().findFirst();
        int more = found.size() - 1;
        return first.map(text -> Health.degraded("file-damaged", more > 0 ? text + " (And " + more + " more.)" : text))
                .orElse(Health.OK);
    }
}
