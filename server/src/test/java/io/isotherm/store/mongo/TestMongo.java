package io.isotherm.store.mongo;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A MongoDB for the tests: the replica set at the URL in {@code ISOTHERM_TEST_MONGO}, else one real server, shared by
 * the tests of this Java machine. Each test has a database of its own. Tests are skipped where there is no mongod.
 */
public final class TestMongo {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static @Nullable ReplicaSet shared;

    private TestMongo() {}

    /** The URL of a database that nobody used before. */
    public static String freshDatabase() {
        String database = "test_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
        String given = System.getenv("ISOTHERM_TEST_MONGO");
        return given == null || given.isEmpty() ? shared().url(database) : withDatabase(given, database);
    }

    static synchronized ReplicaSet shared() {
        if (shared == null) {
            shared = ReplicaSet.start(1, 10_000);
        }
        return shared;
    }

    private static String withDatabase(String url, String database) {
        int options = url.indexOf('?') < 0 ? url.length() : url.indexOf('?');
        int slash = url.indexOf('/', url.indexOf("//") + 2);
        int end = slash < 0 || slash > options ? options : slash;
        return url.substring(0, end) + "/" + database + url.substring(options);
    }
}
