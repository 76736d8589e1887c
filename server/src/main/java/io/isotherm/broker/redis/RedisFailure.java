package io.isotherm.broker.redis;

import io.vertx.redis.client.impl.types.ErrorType;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A Redis that cannot be used, with a sentence for the operator, without secrets. */
final class RedisFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean lasting;

    private RedisFailure(String message, boolean lasting, @Nullable Throwable cause) {
        super(message, cause);
        this.lasting = lasting;
    }

    /** Whether it takes somebody to change a setting, here or there. */
    boolean isLasting() {
        return lasting;
    }

    static RedisFailure lasting(String message) {
        return new RedisFailure(message, true, null);
    }

    static RedisFailure passing(String message) {
        return new RedisFailure(message, false, null);
    }

    /** What to say of a failure that came up with a server. */
    static RedisFailure of(RedisSettings.Node node, Throwable failure) {
        if (failure instanceof RedisFailure known) {
            return known;
        }
        String at = "Redis at " + node + " ";
        if (failure instanceof ErrorType error) {
            if (error.is("WRONGPASS") || error.is("NOAUTH")) {
                return new RedisFailure(at + "refuses the user or the password: " + error.getMessage(), true, failure);
            }
            if (error.is("NOPERM")) {
                return new RedisFailure(at + "does not let this user do it: " + error.getMessage(), true, failure);
            }
            return new RedisFailure(at + "answers: " + error.getMessage(), false, failure);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return new RedisFailure(
                        at + "and this program do not agree on TLS: " + innermost(cause), true, failure);
            }
        }
        if (failure instanceof UnknownHostException) {
            return new RedisFailure(at + "is not found: there is no such host.", false, failure);
        }
        if (failure instanceof ConnectException || failure instanceof TimeoutException) {
            return new RedisFailure(at + "does not answer: " + failure.getMessage(), false, failure);
        }
        return new RedisFailure(at + "cannot be used: " + failure.getMessage(), false, failure);
    }

    // What is wrong with a certificate lies beneath what it led to.
    private static String innermost(Throwable failure) {
        Throwable innermost = failure;
        for (int depth = 0; innermost.getCause() != null && depth < 10; depth++) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
