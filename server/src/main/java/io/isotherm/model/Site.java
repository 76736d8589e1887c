package io.isotherm.model;

import java.time.ZoneId;

/**
 * A place with devices: a pharmacy, a cold store, a truck.
 *
 * @param id text of {@code [a-z0-9-]}, unique, stable
 * @param zone the time zone in which its days are counted
 * @param notes its address and what else people note, of several lines; at most {@link SensorDetails#LONGEST_NOTES}
 *     characters
 * @param version counts the changes, from 1
 */
public record Site(String id, String name, ZoneId zone, String notes, long version) {
    /** @throws IllegalArgumentException with a sentence when the notes are too long */
    public Site {
        Bounds.lines("Notes", notes, SensorDetails.LONGEST_NOTES);
    }

    public Site(String id, String name, ZoneId zone, long version) {
        this(id, name, zone, "", version);
    }
}
