package io.isotherm.store.sqlite;

import io.isotherm.store.TokenEntry;
import io.isotherm.store.TokenStore;
import java.util.List;
import java.util.Map;

/** The tokens in {@code catalogue.db}. */
final class SqliteTokens implements TokenStore {
    private final SqliteFile file;

    SqliteTokens(SqliteFile file) {
        this.file = file;
    }

    @Override
    public List<TokenEntry> tokens() {
        return file.read(TokenRows::all);
    }

    @Override
    public boolean add(TokenEntry token) {
        return file.write(session -> TokenRows.add(session, token));
    }

    @Override
    public boolean revoke(String id, long time) {
        return file.write(session -> TokenRows.revoke(session, id, time));
    }

    @Override
    public void used(Map<String, Long> times) {
        file.write(session -> {
            TokenRows.used(session, times);
            return true;
        });
    }
}
