package io.isotherm.store.mongo;

import com.mongodb.ConnectionString;
import io.isotherm.store.StoreException;

/**
 * Where the store lies: {@code mongodb://host,host/database?options} as of MongoDB's "Connection String" manual page.
 *
 * @param place hosts and database, to be shown to people: without user, password and options
 */
record MongoUrl(ConnectionString connection, String database, String place) {
    private static final String DEFAULT_DATABASE = "isotherm";

    /** @throws StoreException when it is not such a URL; the message does not repeat it, as it may hold a password */
    static MongoUrl parse(String url) {
        try {
            ConnectionString connection = new ConnectionString(url);
            String named = connection.getDatabase();
            String database = named == null || named.isEmpty() ? DEFAULT_DATABASE : named;
            return new MongoUrl(connection, database, String.join(",", connection.getHosts()) + "/" + database);
        } catch (IllegalArgumentException e) {
            // Without its cause: the driver's message may quote the part with the password.
            throw new StoreException("The store's URL is not one of MongoDB: it must look like"
                    + " mongodb://user:password@host1,host2/isotherm?replicaSet=name, where characters like @ / : in"
                    + " user and password are written as %40, %2F, %3A.");
        }
    }

    /** The driver's own form has the password. */
    @Override
    public String toString() {
        return "mongodb://" + place;
    }
}
