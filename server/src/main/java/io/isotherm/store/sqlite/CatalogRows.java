package io.isotherm.store.sqlite;

import io.isotherm.model.Device;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.Site;
import io.isotherm.model.Unit;
import io.isotherm.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the catalogue's rows. */
final class CatalogRows {
    static final String SENSOR =
            "SELECT number, id, key, name, device, site, quantity, unit, interval, version FROM sensor";
    static final String DEVICE = "SELECT id, key, name, site, version FROM device";
    static final String SITE = "SELECT id, name, zone, version FROM site";

    private CatalogRows() {}

    static Optional<Sensor> sensorById(Session session, String id) throws SQLException {
        return one(session, SENSOR + " WHERE id = ?", id, CatalogRows::sensor);
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
                row.getLong(10));
    }

    static Device device(ResultSet row) throws SQLException {
        return new Device(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getLong(5));
    }

    static Site site(ResultSet row) throws SQLException {
        String id = row.getString(1);
        try {
            return new Site(id, row.getString(2), ZoneId.of(row.getString(3)), row.getLong(4));
        } catch (DateTimeException e) {
            throw new StoreException(
                    "Site " + id + " in catalogue.db has a time zone that this Java does not know: update Java.", e);
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
