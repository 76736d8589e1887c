package io.isotherm.ingest.csv;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * From the local time of a logger to UTC, in the order of the file.
 *
 * <p>A time that the zone's clocks skip in spring was written by a clock that nobody put forward: it is taken with the
 * offset from before, which is an hour later on the clocks around it. A time that they show twice in autumn is told by
 * its neighbours in the file: the series goes on in the direction it has, so that the hour's second pass begins where
 * the local time steps back. The first of a series, or one without such a step, is taken for the first pass. Not
 * thread-safe.
 */
final class LocalTimes {
    private final ZoneRules rules;
    // Between these local times, in milliseconds, the offset is this one and no other.
    private long from = 1;
    private long to;
    private long offset;

    LocalTimes(ZoneId zone) {
        rules = zone.getRules();
    }

    /** Where one series of the file stands: a sensor's, or all of those that share the rows. */
    static final class Series {
        private long last = Long.MIN_VALUE;
        private long step;
    }

    /** @param local milliseconds of the local clock */
    long utc(long local, Series series) {
        long utc = from <= local && local < to ? local - offset : resolve(local, series);
        if (series.last != Long.MIN_VALUE && utc != series.last) {
            series.step = utc - series.last;
        }
        series.last = utc;
        return utc;
    }

    private long resolve(long local, Series series) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(local, 1_000), 0, ZoneOffset.UTC);
        ZoneOffsetTransition transition = rules.getTransition(time);
        if (transition == null) {
            remember(local, rules.getOffset(time));
            return local - offset;
        }
        long before = local - transition.getOffsetBefore().getTotalSeconds() * 1_000L;
        if (transition.isGap()) {
            return before;
        }
        long after = local - transition.getOffsetAfter().getTotalSeconds() * 1_000L;
        if (series.last == Long.MIN_VALUE) {
            return before;
        }
        if (series.step < 0) {
            // Newest first: the second pass comes first.
            return after < series.last || (after == series.last && after - before != -series.step) ? after : before;
        }
        // Hourly readings have the same local time twice; other series only by a doubled row.
        boolean stepsBack = before < series.last || (before == series.last && series.step == after - before);
        return stepsBack ? after : before;
    }

    private void remember(long local, ZoneOffset of) {
        offset = of.getTotalSeconds() * 1_000L;
        Instant instant = Instant.ofEpochMilli(local - offset);
        from = edge(rules.previousTransition(instant.plusMillis(1)), true);
        to = edge(rules.nextTransition(instant), false);
    }

    // The local time from which on, or up to which, nothing is in doubt.
    private static long edge(@Nullable ZoneOffsetTransition transition, boolean start) {
        if (transition == null) {
            return start ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        LocalDateTime before = transition.getDateTimeBefore();
        LocalDateTime after = transition.getDateTimeAfter();
        LocalDateTime edge = before.isAfter(after) == start ? before : after;
        return edge.toEpochSecond(ZoneOffset.UTC) * 1_000;
    }
}
