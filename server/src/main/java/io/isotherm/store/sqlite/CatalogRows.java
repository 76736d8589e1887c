package io.isotherm.store.sqlite;

import io.isotherm.model.Device;
import io.isotherm.model.DeviceState;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.Site;
import io.isotherm.model.Unit;
import io.isotherm.store.DetailsJson;
import io.isotherm.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the catalogue's rows. */
final class CatalogRows {
    static final String SENSOR =
            "SELECT number, id, key, name, device, site, quantity, unit, interval, details, version FROM sensor";
    static final String DEVICE = "SELECT id, key, name, site, details, version FROM device";
    static final String SITE = "SELECT id, name, zone, notes, version FROM site";

    private CatalogRows() {}

    static Optional<Sensor> sensorById(Session session, String id) throws SQLException {
        return one(session, SENSOR + " WHERE id = ?", id, CatalogRows::sensor);
    }

    /** By its key or an alias. */
    static Optional<Sensor> sensorByKey(Session session, String key) throws SQLException {
        return one(
                session,
                SENSOR + " WHERE number = (SELECT sensor FROM sensor_key WHERE key = ?)",
                key,
                CatalogRows::sensor);
    }

    static Optional<Device> deviceByKey(Session session, String key) throws SQLException {
        return one(session, DEVICE + " WHERE key = ?", key, CatalogRows::device);
    }

    static Optional<Device> deviceById(Session session, String id) throws SQLException {
        return one(session, DEVICE + " WHERE id = ?", id, CatalogRows::device);
    }

    static Optional<Site> siteById(Session session, String id) throws SQLException {
        return one(session, SITE + " WHERE id = ?", id, CatalogRows::site);
    }

    static Optional<Long> version(Session session, String table, String id) throws SQLException {
        return one(session, "SELECT version FROM " + table + " WHERE id = ?", id, row -> row.getLong(1));
    }

    static long count(Session session, String sql, String id) throws SQLException {
        return one(session, sql, id, row -> row.getLong(1)).orElseThrow();
    }

    static Sensor sensor(ResultSet row) throws SQLException {
        long interval = row.getLong(9);
        Long set = row.wasNull() ? null : Long.valueOf(interval);
        String id = row.getString(2);
        return new Sensor(
                row.getInt(1),
                id,
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Quantity.ofId(row.getString(7)).orElseThrow(() -> damaged("sensor", id)),
                Unit.ofCode(row.getInt(8)).orElseThrow(() -> damaged("sensor", id)),
                set,
                details("sensor", id, row.getString(10), DetailsJson::sensor),
                row.getLong(11));
    }

    static Device device(ResultSet row) throws SQLException {
        String id = row.getString(1);
        return new Device(
                id,
                row.getString(2),
                row.getString(3),
                row.getString(4),
                details("device", id, row.getString(5), DetailsJson::device),
                row.getLong(6));
    }

    static Site site(ResultSet row) throws SQLException {
        String id = row.getString(1);
        try {
            return new Site(id, row.getString(2), ZoneId.of(row.getString(3)), row.getString(4), row.getLong(5));
        } catch (DateTimeException e) {
            throw new StoreException(
                    "Site " + id + " in catalogue.db has a time zone that this Java does not know: update Java.", e);
        }
    }

    /** What devices last told of themselves, by the device's id. */
    static Map<String, DeviceState> states(Session session) throws SQLException {
        Map<String, DeviceState> states = new HashMap<>();
        all(session, "SELECT device, state FROM device_state", row -> {
            String id = row.getString(1);
            return states.put(id, details("device", id, row.getString(2), DetailsJson::state)) == null;
        });
        return states;
    }

    /** Those of devices that there are. */
    static void putStates(Session session, Map<String, DeviceState> states) throws SQLException {
        for (Map.Entry<String, DeviceState> each : states.entrySet()) {
            PreparedStatement put = session.prepare(
                    "INSERT OR REPLACE INTO device_state (device, state)" + " SELECT id, ? FROM device WHERE id = ?");
            put.setString(1, DetailsJson.write(each.getValue()));
            put.setString(2, each.getKey());
            put.executeUpdate();
        }
    }

    static <T> T details(String table, String id, String text, Function<String, T> read) {
        try {
            return read.apply(text);
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    "The " + table + " " + id + " in catalogue.db has details that this program does not know ("
                            + e.getMessage() + "): restore a backup, or start a newer Isotherm.",
                    e);
        }
    }

    private static StoreException damaged(String table, String id) {
        return new StoreException(
                "The " + table + " " + id + " in catalogue.db has a quantity or unit that this program"
                        + " does not know: restore a backup, or start a newer Isotherm.");
    }

    /** Makes a thing of the row that the cursor is on. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    static <T> List<T> all(Session session, String sql, Row<T> row) throws SQLException {
        List<T> all = new ArrayList<>();
        try (ResultSet rows = session.prepare(sql).executeQuery()) {
            while (rows.next()) {
                all.add(row.of(rows));
            }
        }
        return all;
    }

    static <T> Optional<T> one(Session session, String sql, String parameter, Row<T> row) throws SQLException {
        PreparedStatement select = session.prepare(sql);
        select.setString(1, parameter);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(row.of(rows)) : Optional.empty();
        }
    }
}
