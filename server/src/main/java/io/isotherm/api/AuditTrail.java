package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.security.Access;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.AuditEntry.Outcome;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a trace of what people do to what is kept: an entry before, without which it is not done, and one after. So a
 * process that ends in between leaves the first one.
 */
final class AuditTrail {
    private final Catalog catalog;
    private final String actor;
    private final InstantSource clock;

    AuditTrail(Catalog catalog, Access access, InstantSource clock) {
        this.catalog = catalog;
        actor = access.signInRequired() ? "administrator" : "local";
        this.clock = clock;
    }

    /** Who does it, as entries name him. */
    String actor() {
        return actor;
    }

    /** What somebody does: the words of an {@link AuditEntry}. */
    record Deed(String action, String subject, String detail, String reason) {}

    /**
     * Does it; blocks.
     *
     * @param work gives what it did in numbers, for the second entry
     * @return the same
     * @throws io.isotherm.store.StoreException when it cannot be audited; when that is so afterwards, it was done all the
     *     same, and the first entry tells of it
     */
    Map<String, Long> run(Deed deed, Supplier<Map<String, Long>> work) {
        write(deed, Outcome.REQUESTED, deed.detail(), Map.of());
        Map<String, Long> counts;
        try {
            counts = work.get();
        } catch (RuntimeException e) {
            failed(deed, e);
            throw e;
        }
        write(deed, Outcome.DONE, deed.detail(), counts);
        return counts;
    }

    /** Likewise, for what is not told in numbers. */
    <T extends @NonNull Object> T audited(Deed deed, Supplier<T> work) {
        AtomicReference<@Nullable T> result = new AtomicReference<>();
        run(deed, () -> {
            result.set(work.get());
            return Map.of();
        });
        T done = result.get();
        if (done == null) {
            throw new IllegalStateException("nothing was done");
        }
        return done;
    }

    /** Epoch milliseconds. */
    long now() {
        return clock.millis();
    }

    private void failed(Deed deed, RuntimeException failure) {
        try {
            write(deed, Outcome.FAILED, deed.detail() + "; " + failure.getMessage(), Map.of());
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void write(Deed deed, Outcome outcome, String detail, Map<String, Long> counts) {
        String cut = detail.substring(0, Math.min(detail.length(), AuditEntry.MOST_DETAIL));
        catalog.audit(AuditEntry.of(
                clock.millis(), actor, deed.action(), outcome, deed.subject(), cut, deed.reason(), counts));
    }
}
