package io.isotherm.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people note about a sensor. The constructor throws {@link IllegalArgumentException} with a sentence when a bound
 * is broken.
 *
 * @param place where it is within its site: {@code Kitchen, top shelf}; at most {@value #LONGEST_PLACE} characters
 * @param tags at most {@value #MOST_TAGS} of at most {@value #LONGEST_TAG} characters, without semicolon, each once
 * @param notes of several lines, at most {@value #LONGEST_NOTES} characters
 * @param lowest the least that this very sensor can measure, in the sensor's unit; null: what its quantity allows
 * @param highest the most, likewise; above {@code lowest}
 * @param calibrations in the order in which they were added, at most {@value #MOST_CALIBRATIONS}
 * @param photo an http or https address of at most {@value #LONGEST_LINK} characters
 * @param aliases what senders call it besides its key: the keys of devices and sensors whose place it took; at most
 *     {@value #MOST_ALIASES}, each unique among all keys of all sensors
 */
public record SensorDetails(
        Standing standing,
        @Nullable String place,
        List<String> tags,
        String notes,
        @Nullable Double lowest,
        @Nullable Double highest,
        List<Calibration> calibrations,
        @Nullable String photo,
        List<String> aliases) {
    public static final int LONGEST_PLACE = 200;
    public static final int MOST_TAGS = 32;
    public static final int LONGEST_TAG = 50;
    public static final int LONGEST_NOTES = 4_000;
    public static final int LONGEST_LINK = 2_000;
    public static final int MOST_CALIBRATIONS = 200;
    public static final int MOST_ALIASES = 50;

    /** Of a sensor that nobody said anything about. */
    public static final SensorDetails NONE =
            new SensorDetails(Standing.ACTIVE, null, List.of(), "", null, null, List.of(), null, List.of());

    public SensorDetails {
        Bounds.line("A place", place, LONGEST_PLACE);
        tags = List.copyOf(tags);
        Bounds.tags(tags);
        Bounds.lines("Notes", notes, LONGEST_NOTES);
        Bounds.finite("The lowest value", lowest);
        Bounds.finite("The highest value", highest);
        if (lowest != null && highest != null && lowest >= highest) {
            throw new IllegalArgumentException("The lowest value must be below the highest.");
        }
        calibrations = List.copyOf(calibrations);
        Bounds.most("calibrations", calibrations, MOST_CALIBRATIONS);
        Bounds.photo(photo);
        aliases = List.copyOf(aliases);
        Bounds.most("aliases", aliases, MOST_ALIASES);
        for (String alias : aliases) {
            new SensorKey(alias, Quantity.OTHER);
        }
        if (aliases.stream().distinct().count() < aliases.size()) {
            throw new IllegalArgumentException("An alias must not be there twice.");
        }
    }

    /** The details of a new sensor. */
    public static SensorDetails of(Standing standing) {
        return standing == Standing.ACTIVE ? NONE : NONE.with(standing);
    }

    public SensorDetails with(Standing standing) {
        return new SensorDetails(standing, place, tags, notes, lowest, highest, calibrations, photo, aliases);
    }

    public SensorDetails withCalibrations(List<Calibration> calibrations) {
        return new SensorDetails(standing, place, tags, notes, lowest, highest, calibrations, photo, aliases);
    }

    /** The same with one more; it counts for the readings that it is for as soon as it is there. */
    public SensorDetails with(Calibration calibration) {
        List<Calibration> more = new ArrayList<>(calibrations);
        more.add(calibration);
        return withCalibrations(more);
    }

    public SensorDetails withAliases(List<String> aliases) {
        return new SensorDetails(standing, place, tags, notes, lowest, highest, calibrations, photo, aliases);
    }

    /**
     * The calibration that counts for a reading of this time, epoch milliseconds: of those that are not revoked, the one
     * that is valid from the latest time not after it; of several of one such time, the one that was added last. Null
     * where there is none.
     */
    public @Nullable Calibration calibrationAt(long time) {
        Calibration found = null;
        for (Calibration each : calibrations) {
            if (each.revoked() == null && each.from() <= time && (found == null || each.from() >= found.from())) {
                found = each;
            }
        }
        return found;
    }
}
