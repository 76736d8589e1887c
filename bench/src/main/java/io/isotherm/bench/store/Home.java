package io.isotherm.bench.store;

import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.SqliteBlockStore;
import io.isotherm.store.sqlite.SqliteJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where a store lies. */
interface Home {
    static Home of(String where) {
        return where.startsWith("mongodb") ? MongoDatabaseHome.of(where) : new Folder(Path.of(where));
    }

    default SeriesReadingStore open() {
        return open(SeriesOptions.usual());
    }

    SeriesReadingStore open(SeriesOptions options);

    /** Bytes on disk. */
    long bytes();

    /** CPU seconds that another process spent on it so far. */
    double otherCpuSeconds();

    /** SQLite files in a data folder. */
    record Folder(Path path) implements Home {
        @Override
        public SeriesReadingStore open(SeriesOptions options) {
            DataFolder folder = DataFolder.open(path);
            SeriesReadingStore store =
                    SeriesReadingStore.open(SqliteJournal.open(folder), SqliteBlockStore.open(folder), options);
            // The stores in it hold it from here on.
            folder.close();
            return store;
        }

        @Override
        public long bytes() {
            try (Stream<Path> files = Files.walk(path)) {
                return files.filter(Files::isRegularFile)
                        .mapToLong(file -> file.toFile().length())
                        .sum();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public double otherCpuSeconds() {
            return 0;
        }
    }
}
