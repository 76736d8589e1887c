package io.isotherm.model;

/**
 * The word of flags that is kept with each reading: quality in bits 0 to 15, the code of the unit it was sent in
 * ({@link Unit#code()}) in bits 16 to 23, bits 24 to 31 zero. A reading with a quality flag is kept and shown as
 * suspect, and left out of minimum, maximum and mean.
 */
public final class Flags {
    /** Nothing is wrong with the reading. */
    public static final int GOOD = 0;
    /** Outside what physics allows for the quantity. */
    public static final int OUT_OF_RANGE = 1;
    /** Looks like the sensor's power-on value: a DS18B20 sends exactly 85 °C before its first conversion. */
    public static final int POWER_ON = 1 << 1;
    /** The sensor said that it could not measure: NaN, infinite, a DS18B20's -127 °C. */
    public static final int SENSOR_FAULT = 1 << 2;
    /** Outside the range that the sensor itself is made for, as people set it. */
    public static final int BEYOND_SENSOR = 1 << 3;
    /** The same value for so long that the sensor is not measuring any more. */
    public static final int STUCK = 1 << 4;
    /** Further from the readings before than the time between them allows, and not borne out by the next. */
    public static final int JUMP = 1 << 5;

    private static final int QUALITY = 0xFFFF;
    private static final int UNIT_SHIFT = 16;

    private Flags() {}

    public static int of(int quality, Unit unit) {
        return (quality & QUALITY) | unit.code() << UNIT_SHIFT;
    }

    /** The quality bits; 0 where the reading is good. */
    public static int quality(int flags) {
        return flags & QUALITY;
    }

    public static boolean isGood(int flags) {
        return (flags & QUALITY) == 0;
    }

    /** The unit the reading was sent in; {@link Unit#NONE} for a code that this program does not know. */
    public static Unit unit(int flags) {
        return Unit.ofCode(flags >>> UNIT_SHIFT & 0xFF).orElse(Unit.NONE);
    }
}
