package io.isotherm.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.Sensor;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.AuditEntry.Outcome;
import io.isotherm.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catalogues that earlier programs wrote are taken over whole, or left as they are. */
class CatalogUpgradeTest {
    /** What made a catalogue of format 1, and some things in it. */
    private static final List<String> FORMAT_1 = List.of(
            "PRAGMA journal_mode = WAL",
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID",
            "INSERT INTO meta VALUES ('needs', '0.0.9')",
            "CREATE TABLE site (id TEXT PRIMARY KEY, name TEXT NOT NULL, zone TEXT NOT NULL, version INTEGER NOT NULL)"
                    + " WITHOUT ROWID",
            "CREATE TABLE device (id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
                    + " site TEXT REFERENCES site (id), version INTEGER NOT NULL) WITHOUT ROWID",
            "CREATE TABLE sensor (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
                    + " key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, device TEXT NOT NULL REFERENCES device (id),"
                    + " site TEXT REFERENCES site (id), quantity TEXT NOT NULL, unit INTEGER NOT NULL, interval INTEGER,"
                    + " version INTEGER NOT NULL)",
            "CREATE INDEX sensor_device ON sensor (device)",
            "CREATE INDEX sensor_site ON sensor (site)",
            "CREATE INDEX device_site ON device (site)",
            "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
            "PRAGMA application_id = 0x49534f43",
            "PRAGMA user_version = 1",
            "INSERT INTO site VALUES ('pharmacy', 'Pharmacy', 'Europe/Berlin', 3)",
            "INSERT INTO device VALUES ('fridge', 'fridge', 'Fridge', 'pharmacy', 2)",
            "INSERT INTO sensor VALUES (7, 'fridge-air', 'fridge/air', 'Air', 'fridge', 'pharmacy', 'temperature', 1,"
                    + " 60000, 5)",
            "INSERT INTO setting VALUES ('demo', 'on')");

    @TempDir
    Path temporary;

    private DataFolder folder;
    private Path file;

    @BeforeEach
    void openFolder() {
        folder = DataFolder.open(temporary.resolve("data"));
        file = folder.path().resolve("catalogue.db");
    }

    @AfterEach
    void closeFolder() {
        folder.close();
    }

    private void sql(List<String> statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String value(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.getString(1);
        }
    }

    @Test
    void aCatalogueOfBeforeTheAuditIsTakenOver() throws Exception {
        sql(FORMAT_1);
        AuditEntry entry = AuditEntry.of(1, "local", "retire", Outcome.DONE, "all", "", "", Map.of("blocks", 2L));
        for (int start = 0; start < 2; start++) {
            SqliteCatalogStore store = SqliteCatalogStore.open(folder);
            try {
                assertThat(store.sensors()).extracting(Sensor::number).containsExactly(7);
                assertThat(store.devices()).hasSize(1);
                assertThat(store.sites()).hasSize(1);
                assertThat(store.setting("demo")).contains("on");
                store.audit(entry);
                assertThat(store.audit(Long.MAX_VALUE, 1)).hasSize(start + 1).containsOnly(entry);
            } finally {
                store.close();
            }
            assertThat(value("PRAGMA user_version")).isEqualTo("2");
            assertThat(value("SELECT value FROM meta WHERE name = 'needs'"))
                    .isEqualTo(SqliteCatalogStore.FORMAT.needs());
        }
    }

    @Test
    void anUpgradedCatalogueIsMadeLikeANewOne() throws Exception {
        String schema = "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema ORDER BY name)";
        sql(FORMAT_1);
        SqliteCatalogStore.open(folder).close();
        String upgraded = value(schema);
        Files.delete(file);
        SqliteCatalogStore.open(folder).close();
        assertThat(upgraded).isEqualTo(value(schema));
    }

    @Test
    void anUpgradeThatFailsLeavesTheCatalogueAsItWas() throws Exception {
        sql(FORMAT_1);
        // The table is made, then the index cannot be.
        sql(List.of("CREATE TABLE audit_time (x)"));
        assertThatThrownBy(() -> SqliteCatalogStore.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("catalogue.db");
        assertThat(value("PRAGMA user_version")).isEqualTo("1");
        assertThat(value("SELECT count(*) FROM sqlite_schema WHERE name = 'audit'"))
                .isEqualTo("0");
        assertThat(value("SELECT value FROM meta WHERE name = 'needs'")).isEqualTo("0.0.9");
        sql(List.of("DROP TABLE audit_time"));
        SqliteCatalogStore.open(folder).close();
        assertThat(value("PRAGMA user_version")).isEqualTo("2");
    }

    @Test
    void aFormatThatIsTooOldIsRefused() throws Exception {
        sql(FORMAT_1);
        sql(List.of("PRAGMA user_version = 0"));
        assertThatThrownBy(() -> SqliteCatalogStore.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("format 0")
                .hasMessageContaining("Nothing was changed");
        assertThat(value("PRAGMA user_version")).isEqualTo("0");
    }

    @Test
    void aFormatHasFewerUpgradesThanVersions() {
        Format one = new Format("x.db", 1, 1, "0.1.0", List.of());
        assertThatIllegalArgumentException().isThrownBy(() -> one.upgradedBy(List.of(List.of())));
    }

    @Test
    void theAuditCanNotBeChangedByATool() throws Exception {
        SqliteCatalogStore store = SqliteCatalogStore.open(folder);
        store.audit(AuditEntry.of(1, "local", "retire", Outcome.DONE, "all", "", "", Map.of()));
        store.close();
        assertThatThrownBy(() -> sql(List.of("DELETE FROM audit"))).hasMessageContaining("the audit stays");
        assertThatThrownBy(() -> sql(List.of("UPDATE audit SET actor = 'x'"))).hasMessageContaining("the audit stays");
    }
}
