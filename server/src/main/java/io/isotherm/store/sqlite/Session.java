package io.isotherm.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection with its prepared statements, opened at the first use and again after it was dropped. Used by one thread
 * at a time.
 */
final class Session {
    /** Opens and configures a connection. */
    interface Opener {
        Connection open() throws SQLException;
    }

    private final Opener opener;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private @Nullable Connection connection;

    Session(Opener opener) {
        this.opener = opener;
    }

    /** The statement for this text, prepared once; so the text must be one of a few. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection().prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    void execute(String sql) throws SQLException {
        try (var statement = connection().createStatement()) {
            statement.execute(sql);
        }
    }

    /** The same for a statement that does its work step by step, of which {@link #execute} would do the first. */
    void executeAll(String sql) throws SQLException {
        try (var statement = connection().createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** The first column of a prepared query's only row. */
    long number(String sql) throws SQLException {
        try (ResultSet row = prepare(sql).executeQuery()) {
            return row.getLong(1);
        }
    }

    /** Whether a prepared query has a row. */
    boolean exists(String sql) throws SQLException {
        try (ResultSet row = prepare(sql).executeQuery()) {
            return row.next();
        }
    }

    /** The first column of a query's only row. */
    String value(String sql) throws SQLException {
        try (var statement = connection().createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getString(1);
        }
    }

    /** Closes the statements: the driver makes one that failed unusable. */
    void forgetStatements() throws SQLException {
        List<PreparedStatement> prepared = List.copyOf(statements.values());
        statements.clear();
        for (PreparedStatement statement : prepared) {
            statement.close();
        }
    }

    /** Closes the connection; the next use opens another. */
    void drop() throws SQLException {
        Connection old = connection;
        connection = null;
        statements.clear();
        if (old != null) {
            old.close();
        }
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = opener.open();
            connection = open;
        }
        return open;
    }
}
