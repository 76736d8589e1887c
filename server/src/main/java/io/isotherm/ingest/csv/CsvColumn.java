package io.isotherm.ingest.csv;

import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a column of a file is.
 *
 * @param name as the header has it; empty where there is none
 * @param key of a value column: what its sensor is called behind the file's or the row's name, with a {@code /} between;
 *     empty where that name is all. Of a sensor column: its place among several, compared as text, then by their order
 * @param quantity of a value column: what it measures; null where each row tells by its sensor's name and unit
 * @param unit of a value column: the unit of values that come without one; null for the sensor's own
 */
public record CsvColumn(
        String name,
        Role role,
        String key,
        @Nullable Quantity quantity,
        @Nullable Unit unit) {

    /** What a column is there for. */
    public enum Role {
        IGNORE,
        /** Date and time of day, or a number that stands for both. */
        TIME,
        /** The date, with the time of day in the column {@link #CLOCK}. */
        DATE,
        CLOCK,
        VALUE,
        /** A part of the sensor's key; several are joined by {@code /}. */
        SENSOR,
        /** The unit of the row's values. */
        UNIT,
        /** What people call the sensor; used when it is created. */
        NAME,
        /** Words about the value: a missing one whose quality is {@code sensor-fault} is a reading that failed. */
        QUALITY;

        /** The name in formats and options. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException with a sentence for who asked */
        public static Role of(String id) {
            for (Role role : values()) {
                if (role.id().equals(id)) {
                    return role;
                }
            }
            throw new IllegalArgumentException("A column is time, date, clock, value, sensor, unit, name, quality or"
                    + " ignore, not \"" + id + "\".");
        }
    }

    static CsvColumn of(String name, Role role) {
        return new CsvColumn(name, role, "", null, null);
    }
}
