package io.isotherm.retention;

import io.isotherm.store.CatalogStore;
import io.isotherm.store.Retention;
import java.util.function.UnaryOperator;

/**
 * The default and the rules, as they are kept in the catalogue: read anew each time, since another process may have
 * changed them. All methods block and throw {@link io.isotherm.store.StoreException} when the catalogue fails or what it
 * has cannot be read.
 */
public final class RetentionPolicy {
    private static final String SETTING = "retention";

    private final CatalogStore store;
    private final Keep standard;

    /** @param standard what counts where no rule does */
    public RetentionPolicy(CatalogStore store, Keep standard) {
        this.store = store;
        this.standard = standard;
    }

    public Keep standard() {
        return standard;
    }

    public RetentionRules rules() {
        return store.setting(SETTING).map(RulesJson::read).orElse(RetentionRules.NONE);
    }

    /**
     * Changes the rules as they are now; the change is durable when this returns. Within a process no change is lost to
     * another one at the same time; of two processes that change rules in the same millisecond the last one counts.
     */
    public synchronized void change(UnaryOperator<RetentionRules> change) {
        RetentionRules before = rules();
        RetentionRules after = change.apply(before);
        if (!after.equals(before)) {
            store.setting(SETTING, RulesJson.write(after));
        }
    }

    /** What is too old at {@code now}, epoch milliseconds, for the sensors that there are now. */
    public Retention at(long now) {
        return rules().at(now, standard, store.sensors());
    }
}
