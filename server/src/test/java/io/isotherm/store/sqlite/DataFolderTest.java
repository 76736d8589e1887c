package io.isotherm.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.store.StoreException;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temporary;

    /** Holds the folder until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            DataFolder folder = DataFolder.open(Path.of(arguments[0]));
            System.out.println("held " + folder.path());
            System.in.read();
        }
    }

    @Test
    void aNewFolderIsItsOwnersAlone() throws Exception {
        Path path = temporary.resolve("a").resolve("b");
        try (DataFolder folder = DataFolder.open(path)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                    .isEqualTo("rwx------");
            assertThat(folder.path().resolve("lock"))
                    .hasContent(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void anotherProcessIsRefusedUntilTheHolderEnds() throws Exception {
        Path path = temporary.resolve("data");
        Process holder = ChildJvm.start(Holder.class, path.toString());
        try (BufferedReader out = holder.inputReader()) {
            ChildJvm.awaitLine(out, "held ");
            assertThatThrownBy(() -> DataFolder.open(path))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(path.toRealPath().toString())
                    .hasMessageContaining("process " + holder.pid())
                    .hasMessageContaining("--data");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        try (DataFolder folder = DataFolder.open(path)) {
            assertThat(folder.path()).isEqualTo(path.toRealPath());
        }
    }

    @Test
    void aRefusedSecondOpeningHereDoesNotLoseTheLock() throws Exception {
        Path path = temporary.resolve("data");
        try (DataFolder folder = DataFolder.open(path)) {
            for (Path spelling : new Path[] {path, path.resolve("../data")}) {
                assertThatThrownBy(() -> DataFolder.open(spelling))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining(
                                "process " + ProcessHandle.current().pid());
            }
            Process other = ChildJvm.start(Holder.class, folder.path().toString());
            assertThat(other.waitFor())
                    .as("the other process ends with an error")
                    .isNotZero();
        }
    }

    @Test
    void theLockLastsAsLongAsAStoreIsOpen() {
        Path path = temporary.resolve("data");
        DataFolder folder = DataFolder.open(path);
        SqliteJournal store = SqliteJournal.open(folder);
        folder.close();
        folder.close();
        assertThatThrownBy(() -> DataFolder.open(path)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> SqliteCatalogStore.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
        store.close();
        DataFolder.open(path).close();
    }

    @Test
    void aFileIsNotAFolder() throws Exception {
        Path path = Files.createFile(temporary.resolve("data"));
        assertThatThrownBy(() -> DataFolder.open(path))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("--data");
    }
}
