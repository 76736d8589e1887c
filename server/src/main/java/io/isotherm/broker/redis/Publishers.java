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
     * Takes note of a message; false where one or more before it may not have arrived, or where it is not the next one for
     * another reason, which nobody but a stranger is to blame for. Of a process that was not heard before, any but its
     * first message: what it said, or shed, since this process looked into the store is not known.
     */
    boolean inOrder(String publisher, long sequence) {
        Long before = last.put(publisher, sequence);
        return sequence == (before == null ? 1 : before + 1);
    }

    /** After a new connection: nobody knows what was missed, so nothing of before counts. */
    void forget() {
        last.clear();
    }
}
