package io.isotherm.store;

import io.isotherm.model.Flags;

/**
 * Which of two different readings with one identity (sensor, time) is kept. The order is total and looks at nothing but
 * the readings, so every process comes to the same one: a reading without quality flags wins over one with; then the
 * greater value (by its bits as a signed integer); then the greater word of flags.
 */
public final class Conflict {
    private Conflict() {}

    /** Whether reading A is kept when B has the same identity; false too where they are equal to the bit. */
    public static boolean wins(long bitsA, int flagsA, long bitsB, int flagsB) {
        boolean goodA = Flags.isGood(flagsA);
        if (goodA != Flags.isGood(flagsB)) {
            return goodA;
        }
        return bitsA != bitsB ? bitsA > bitsB : flagsA > flagsB;
    }
}
