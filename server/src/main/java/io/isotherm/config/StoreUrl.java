package io.isotherm.config;

import io.isotherm.Config.Embedded;
import io.isotherm.Config.MongoDb;
import io.isotherm.Config.Store;
import java.util.regex.Pattern;

/**
 * {@code --store}: the word {@code embedded}, or where MongoDB is. Of a URL only what makes it one is looked at, so that a
 * slip is told at once and by name; the options are the driver's.
 */
final class StoreUrl {
    private static final String EMBEDDED = "embedded";
    private static final int LONGEST = 2_048;

    private static final String NAME = "[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?";
    private static final String PORT = "(:\\d{1,5})?";
    // In a user's name and password a few characters have to be escaped, the slash and the @ among them
    // (mongodb.com/docs/manual/reference/connection-string, "Connection String Components").
    private static final String USER = "([^@/?#\\s]{1,1000}@)?";
    private static final String REST = "(/[^\\s?#]*)?(\\?[^\\s#]*)?";
    private static final String HOST = "(" + NAME + "|\\[[0-9A-Fa-f:.]{2,45}])" + PORT;
    private static final Pattern LISTED = Pattern.compile("mongodb://" + USER + HOST + "(," + HOST + "){0,49}" + REST);
    /** The hosts are looked up by a name, so there is one, without a port. */
    private static final Pattern LOOKED_UP = Pattern.compile("mongodb\\+srv://" + USER + NAME + REST);

    static final Kind<Store> KIND = new Kind<>(
            "URL",
            "embedded, or mongodb://HOST or mongodb+srv://HOST with at most " + LONGEST
                    + " characters, where : / ? # @ in a name or password are written as %3A %2F %3F %23 %40",
            StoreUrl::store);

    private StoreUrl() {}

    private static Store store(String text) {
        if (text.equals(EMBEDDED)) {
            return new Embedded();
        }
        if (text.length() > LONGEST
                || !(LISTED.matcher(text).matches() || LOOKED_UP.matcher(text).matches())) {
            throw new IllegalArgumentException("no store");
        }
        return new MongoDb(text);
    }
}
