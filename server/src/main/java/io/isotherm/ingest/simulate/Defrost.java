package io.isotherm.ingest.simulate;

/**
 * The defrosting of an evaporator: its heater runs at fixed times, for the compressor stands still until the ice is
 * gone.
 *
 * @param every from one start to the next, ms
 * @param phase of the starts, ms
 * @param least the shortest, minutes
 * @param most the longest, minutes
 * @param rise how far the air would rise if it never ended, K
 */
record Defrost(long seed, long every, long phase, double least, double most, double rise) {
    static final Defrost NEVER = new Defrost(0, Long.MAX_VALUE / 4, Long.MAX_VALUE / 8, 0, 0, 0);

    /** Whether it is defrosting at {@code time}. */
    boolean at(long time) {
        long number = Math.floorDiv(time - phase, every);
        long into = Math.floorMod(time - phase, every);
        return into < 60_000 * most && into < 60_000 * Chance.between(seed, number, least, most);
    }
}
