package io.isotherm.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatCheckTest {
    @TempDir
    Path temporary;

    private DataFolder folder;
    private Path file;

    @BeforeEach
    void openFolder() {
        folder = DataFolder.open(temporary.resolve("data"));
        file = folder.path().resolve("journal.db");
    }

    @AfterEach
    void closeFolder() {
        folder.close();
    }

    private void assertRefused(String... says) throws Exception {
        byte[] before = Files.readAllBytes(file);
        var refusal = assertThatThrownBy(() -> SqliteJournal.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString());
        for (String word : says) {
            refusal.hasMessageContaining(word);
        }
        assertThat(Files.readAllBytes(file)).as("the file is as it was").isEqualTo(before);
        Files.delete(file);
        SqliteJournal.open(folder).close();
    }

    private void sql(Path path, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 99, 100, 4_096, 100_000})
    void randomBytesAreNotAStore(int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.write(file, bytes);
        assertRefused("not a file of Isotherm");
    }

    @Test
    void anotherProgramsDatabaseIsNotAStore() throws Exception {
        sql(file, "CREATE TABLE customer (name TEXT)");
        assertRefused("not a file of Isotherm");
    }

    @Test
    void anotherProgramsMarkedDatabaseIsNotAStore() throws Exception {
        sql(file, "PRAGMA application_id = 1234", "PRAGMA user_version = 1");
        assertRefused("not a file of Isotherm");
    }

    @Test
    void theCatalogueIsNotTheReadings() throws Exception {
        SqliteCatalogStore.open(folder).close();
        Files.copy(folder.path().resolve("catalogue.db"), file);
        assertRefused("not a file of Isotherm");
    }

    @Test
    void aHeaderBeforeRubbishIsDamaged() throws Exception {
        SqliteJournal.open(folder).close();
        byte[] bytes = Files.readAllBytes(file);
        byte[] rubbish = new byte[bytes.length];
        new Random(1).nextBytes(rubbish);
        System.arraycopy(rubbish, 100, bytes, 100, bytes.length - 100);
        Files.write(file, bytes);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> SqliteJournal.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("journal.db")
                .hasMessageContaining("damaged");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aNewerFormatNamesTheProgramItNeeds() throws Exception {
        SqliteJournal.open(folder).close();
        sql(file, "PRAGMA user_version = 2", "UPDATE meta SET value = '7.3.0' WHERE name = 'needs'");
        assertRefused("format 2", "Isotherm 7.3.0");
    }

    @Test
    void anEmptyFileBecomesAStore() throws Exception {
        Files.createFile(file);
        SqliteJournal.open(folder).close();
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void aStoreIsOpenOnce() {
        SqliteJournal store = SqliteJournal.open(folder);
        assertThatThrownBy(() -> SqliteJournal.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("journal.db")
                .hasMessageContaining("open already");
        store.close();
        SqliteJournal again = SqliteJournal.open(folder);
        store.close();
        assertThatThrownBy(() -> SqliteJournal.open(folder))
                .as("a second close of the first lets nothing go")
                .isInstanceOf(StoreException.class);
        again.close();
    }
}
