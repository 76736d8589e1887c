package io.isotherm.ingest.simulate;

/** How much a compressor can give. */
@FunctionalInterface
interface Cooling {
    /** From 0, off, to 1, as new. */
    double capacity(long time);

    Cooling SOUND = time -> 1;

    /** Six days; so every week has a failure from its beginning to its end, or its end and the next beginning. */
    long WEAR_CYCLE = 6 * 86_400_000L;

    /**
     * A compressor that loses its gas: sound for three days and a half, weaker and weaker for two, then repaired. At
     * first it only runs longer; the temperature leaves its range in the last hours.
     *
     * @param phase shifts the cycle, ms
     */
    static Cooling wearing(long phase) {
        return time -> {
            double days = Math.floorMod(time - phase, WEAR_CYCLE) / 86_400_000.0;
            if (days < 3.5 || days >= 5.5) {
                return 1;
            }
            return Math.max(0.1, 1 - 0.9 * (days - 3.5) / 1.75);
        };
    }
}
