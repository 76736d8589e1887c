package io.isotherm.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import io.isotherm.store.StoreException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions as of the driver specification "Convenient API for Transactions", with a limit of our own: that
 * one's is two minutes, and senders wait.
 */
final class Transaction {
    private static final TransactionOptions OPTIONS = TransactionOptions.builder()
            .readConcern(ReadConcern.SNAPSHOT)
            .readPreference(ReadPreference.primary())
            .writeConcern(WriteConcern.MAJORITY.withJournal(true))
            .build();

    private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);

    private Transaction() {}

    /** What is thrown after the commit was sent leaves open whether it was made. */
    static <T extends @Nullable Object> T run(ClientSession session, Function<ClientSession, T> action) {
        long start = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            session.startTransaction(OPTIONS);
            T result;
            try {
                result = action.apply(session);
            } catch (RuntimeException e) {
                abort(session);
                if (isTransient(e) && System.nanoTime() - start < LIMIT) {
                    pause(attempt);
                    continue;
                }
                throw e;
            }
            if (commit(session, start)) {
                return result;
            }
            pause(attempt);
        }
    }

    /** Whether it is made; otherwise it is not, for sure, and may be tried again. */
    private static boolean commit(ClientSession session, long start) {
        for (int attempt = 1; ; attempt++) {
            try {
                session.commitTransaction();
                return true;
            } catch (MongoException e) {
                boolean time = System.nanoTime() - start < LIMIT;
                if (time && e.hasErrorLabel(MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT_LABEL)) {
                    // The server makes a repeated commit once.
                    pause(attempt);
                } else if (time && e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)) {
                    return false;
                } else {
                    throw e;
                }
            }
        }
    }

    private static void abort(ClientSession session) {
        if (session.hasActiveTransaction()) {
            session.abortTransaction();
        }
    }

    private static boolean isTransient(RuntimeException e) {
        return e instanceof MongoException mongo
                && mongo.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);
    }

    // Of two that meet, one has to wait until the other is done: a few milliseconds.
    private static void pause(int attempt) {
        long most = Math.min(200, 2L << Math.min(attempt, 7));
        LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(1 + ThreadLocalRandom.current().nextLong(most)));
        if (Thread.currentThread().isInterrupted()) {
            throw new StoreException("It was interrupted.");
        }
    }
}
