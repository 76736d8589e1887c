package io.isotherm.store.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoIncompatibleDriverException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import io.isotherm.store.StoreException;

/** What an operator is told of a failure of MongoDB: what happened, and how to mend it. Never the URL's password. */
final class MongoFailure {
    static final int UNAUTHORIZED = 13;
    static final int AUTHENTICATION_FAILED = 18;
    static final int NAMESPACE_EXISTS = 48;
    static final int DUPLICATE_KEY = 11000;

    private MongoFailure() {}

    /** @param place hosts and database, as people know them */
    static StoreException of(RuntimeException failure, String place) {
        return new StoreException("MongoDB at " + place + ": " + remedy(failure), failure);
    }

    private static String remedy(RuntimeException failure) {
        return switch (failure) {
            case MongoSecurityException e ->
                "it refused the user's name or password. Set them in the URL of the store.";
            case MongoIncompatibleDriverException e ->
                "its version does not suit. Isotherm needs MongoDB 6.0 or newer.";
            case MongoTimeoutException e ->
                "no primary could be reached. See that its servers run, that a majority of them can reach each other,"
                        + " and that this machine can reach them. (" + e.getMessage() + ")";
            case MongoSocketException e ->
                "the connection broke. It works again as soon as there is a primary. (" + e.getMessage() + ")";
            case MongoWriteConcernException e ->
                "a majority of its servers did not confirm the write in time. See that they run and keep up. ("
                        + e.getMessage() + ")";
            case MongoCommandException e
            when e.getErrorCode() == UNAUTHORIZED ->
                "its user may not do this. Give the user the role readWrite on the database. (" + e.getErrorMessage()
                        + ")";
            case MongoCommandException e
            when e.getErrorCode() == AUTHENTICATION_FAILED ->
                "it refused the user's name or password. Set them in the URL of the store.";
            case MongoException e -> "it failed. (" + e.getMessage() + ")";
            default -> "it is closed.";
        };
    }
}
