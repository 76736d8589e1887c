package io.isotherm.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people note about a device. The constructor throws {@link IllegalArgumentException} with a sentence when a bound is
 * broken.
 *
 * @param place as {@link SensorDetails#place()}; likewise {@code tags}, {@code notes} and {@code photo}
 * @param model the maker's name of its type; at most {@value #LONGEST} characters, as the following
 * @param serial the maker's number of this very device
 */
public record DeviceDetails(
        Standing standing,
        @Nullable String place,
        List<String> tags,
        String notes,
        @Nullable String photo,
        @Nullable String model,
        @Nullable String manufacturer,
        @Nullable String serial,
        @Nullable String firmware) {
    public static final int LONGEST = 200;

    /** Of a device that nobody said anything about. */
    public static final DeviceDetails NONE =
            new DeviceDetails(Standing.ACTIVE, null, List.of(), "", null, null, null, null, null);

    public DeviceDetails {
        Bounds.line("A place", place, SensorDetails.LONGEST_PLACE);
        tags = List.copyOf(tags);
        Bounds.tags(tags);
        Bounds.lines("Notes", notes, SensorDetails.LONGEST_NOTES);
        Bounds.photo(photo);
        Bounds.line("A model", model, LONGEST);
        Bounds.line("A manufacturer", manufacturer, LONGEST);
        Bounds.line("A serial number", serial, LONGEST);
        Bounds.line("A firmware version", firmware, LONGEST);
    }

    /** The details of a new device. */
    public static DeviceDetails of(Standing standing) {
        return standing == Standing.ACTIVE ? NONE : NONE.with(standing);
    }

    public DeviceDetails with(Standing standing) {
        return new DeviceDetails(standing, place, tags, notes, photo, model, manufacturer, serial, firmware);
    }

    /** The same at another place; null for none. */
    public DeviceDetails withPlace(@Nullable String place) {
        return new DeviceDetails(standing, place, tags, notes, photo, model, manufacturer, serial, firmware);
    }
}
