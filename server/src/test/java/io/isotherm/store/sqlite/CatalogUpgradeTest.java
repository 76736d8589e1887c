package io.isotherm.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.Device;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.model.Unit;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.AuditEntry.Outcome;
import io.isotherm.store.CatalogStore.KeyTaken;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.StoreException;
import io.isotherm.store.TokenEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** What made a catalogue of format 2 of that: an audit. */
    private static final List<String> FORMAT_2 = List.of(
            "CREATE TABLE audit (number INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, actor TEXT NOT NULL,"
                    + " action TEXT NOT NULL, outcome TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL,"
                    + " reason TEXT NOT NULL, counts TEXT NOT NULL)",
            "CREATE INDEX audit_time ON audit (time, number)",
            "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit stays'); END",
            "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit stays'); END",
            "PRAGMA user_version = 2",
            "INSERT INTO audit VALUES (1, 5, 'local', 'retire', 'done', 'all', '', '', 'blocks=2')");

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
                assertThat(store.tokens().tokens()).hasSize(start);
                store.tokens().add(new TokenEntry("a", "A", "0".repeat(64), "all", 1, "local", null, null));
            } finally {
                store.close();
            }
            assertThat(value("PRAGMA user_version")).isEqualTo("5");
            assertThat(value("SELECT value FROM meta WHERE name = 'needs'"))
                    .isEqualTo(SqliteCatalogStore.FORMAT.needs());
        }
    }

    @Test
    void aCatalogueOfBeforeTheDetailsIsTakenOver() throws Exception {
        sql(FORMAT_1);
        sql(FORMAT_2);
        SqliteCatalogStore store = SqliteCatalogStore.open(folder);
        try {
            assertThat(store.sensors())
                    .containsExactly(new Sensor(
                            7,
                            "fridge-air",
                            "fridge/air",
                            "Air",
                            "fridge",
                            "pharmacy",
                            Quantity.TEMPERATURE,
                            Unit.CELSIUS,
                            60_000L,
                            5));
            assertThat(store.devices()).containsExactly(new Device("fridge", "fridge", "Fridge", "pharmacy", 2));
            assertThat(store.sites())
                    .containsExactly(new Site("pharmacy", "Pharmacy", ZoneId.of("Europe/Berlin"), "", 3));
            assertThat(store.audit(Long.MAX_VALUE, 9)).hasSize(1);
            assertThat(store.deviceStates()).isEmpty();
            // Its key is found, and is taken.
            Naming naming = new Naming("x", "x", Unit.KELVIN, Optional.empty());
            assertThat(store.sensor(new SensorKey("fridge/air", Quantity.OTHER), naming)
                            .number())
                    .isEqualTo(7);
            Sensor other = store.sensor(new SensorKey("fridge/door", Quantity.OTHER), naming);
            assertThatThrownBy(() -> store.update(other.with(SensorDetails.NONE.withAliases(List.of("fridge/air")))))
                    .isInstanceOf(KeyTaken.class);
        } finally {
            store.close();
        }
    }

    @Test
    void detailsOfANewerProgramAreRefusedByName() throws Exception {
        sql(FORMAT_1);
        SqliteCatalogStore.open(folder).close();
        sql(List.of("UPDATE sensor SET details = '{\"colour\":\"red\"}'"));
        SqliteCatalogStore store = SqliteCatalogStore.open(folder);
        try {
            assertThatThrownBy(store::sensors)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("fridge-air")
                    .hasMessageContaining("colour")
                    .hasMessageContaining("newer Isotherm");
        } finally {
            store.close();
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
        assertThat(value("PRAGMA user_version")).isEqualTo("5");
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
