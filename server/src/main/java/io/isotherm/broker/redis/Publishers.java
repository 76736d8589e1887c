package io.isotherm.broker.redis;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which message is to come from each process, so that one that is missing is noticed. Not thread-safe. */
final class Publishers {
    /** Others than these, by when they were heard last, are forgotten: names come from outside. */
    static final int MOST = 10_000;

    private final Map<String, Long> last = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Takes note of a message; false where one or more before it did not arrive, or where it is not the next one for
     * another reason, which nobody but a stranger is to blame for.
     *
     * @param settled whether whoever was there must have been heard since the connection was made
     */
    boolean inOrder(String publisher, long sequence, boolean settled) {
        Long before = last.put(publisher, sequence);
        return before == null ? !settled || sequence == 1 : sequence == before + 1;
    }

    /** After a new connection: nobody knows what was missed, so nothing of before counts. */
    void forget() {
        last.clear();
    }
}
