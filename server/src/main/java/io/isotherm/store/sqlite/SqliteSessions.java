package io.isotherm.store.sqlite;

import io.isotherm.store.EndedSession;
import io.isotherm.store.SessionStore;
import java.util.List;

/** The ended sessions in {@code catalogue.db}. */
final class SqliteSessions implements SessionStore {
    private final SqliteFile file;

    SqliteSessions(SqliteFile file) {
        this.file = file;
    }

    @Override
    public List<EndedSession> ended() {
        return file.read(SessionRows::all);
    }

    @Override
    public void end(EndedSession ended) {
        file.write(session -> {
            SessionRows.end(session, ended);
            return true;
        });
    }

    @Override
    public void forget(long before, int most) {
        file.write(session -> {
            SessionRows.forget(session, before, most);
            return true;
        });
    }
}
