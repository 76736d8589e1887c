package io.isotherm.store;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who did what to what is kept, when and why. Entries are added and never changed or removed.
 *
 * @param time epoch milliseconds
 * @param actor who: {@code local}, {@code administrator}, or a part of the program such as {@code retention}; 1 to 100
 *     characters
 * @param action what: words of a to z joined by {@code -}, such as {@code remove-readings}; at most 50 characters
 * @param subject to what, such as {@code sensor fridge-1-air}; 1 to 300 characters
 * @param detail what exactly, in words; at most 2,000 characters
 * @param reason why, as a person gave it; at most 500 characters, empty for none
 * @param counts how much, by a name of a to z: {@code removed}
 */
public record AuditEntry(
        long time,
        String actor,
        String action,
        Outcome outcome,
        String subject,
        String detail,
        String reason,
        SortedMap<String, Long> counts) {
    public static final int MOST_DETAIL = 2_000;
    public static final int MOST_REASON = 500;

    private static final Pattern ACTION = Pattern.compile("[a-z]+(-[a-z]+)*");
    private static final Pattern COUNT = Pattern.compile("[a-z]{1,30}");

    /** How far it got. An entry with the first and none of the others is of a process that ended in between. */
    public enum Outcome {
        /** It is about to be done. */
        REQUESTED,
        /** It was done. */
        DONE,
        /** It was not done, or in part. */
        FAILED
    }

    public AuditEntry {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
        require(actor.length() >= 1 && actor.length() <= 100, "actor");
        require(action.length() <= 50 && ACTION.matcher(action).matches(), "action");
        require(subject.length() >= 1 && subject.length() <= 300, "subject");
        require(detail.length() <= MOST_DETAIL, "detail");
        require(reason.length() <= MOST_REASON, "reason");
        require(counts.size() <= 10 && counts.keySet().stream().allMatch(COUNT.asMatchPredicate()), "counts");
    }

    /** The same with its counts in any map. */
    public static AuditEntry of(
            long time,
            String actor,
            String action,
            Outcome outcome,
            String subject,
            String detail,
            String reason,
            Map<String, Long> counts) {
        return new AuditEntry(time, actor, action, outcome, subject, detail, reason, new TreeMap<>(counts));
    }

    private static void require(boolean holds, String component) {
        if (!holds) {
            throw new IllegalArgumentException("no " + component + " of an audit entry");
        }
    }
}
