package io.isotherm.ingest.simulate;

/**
 * Chance that repeats: what a die shows depends on what it is thrown for and when, never on how often it was thrown
 * before. Mixing is the finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
 * OOPSLA 2014, figure 16).
 */
final class Chance {
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private Chance() {}

    /** A seed for something that is part of what {@code seed} stands for. */
    static long seed(long seed, String name) {
        long hash = seed;
        for (int i = 0; i < name.length(); i++) {
            hash = mix(hash ^ name.charAt(i));
        }
        return hash;
    }

    /** 64 even bits for the {@code n}-th throw. */
    static long bits(long seed, long n) {
        return mix(seed ^ mix(n + GOLDEN));
    }

    /** From 0 (inclusive) to 1 (exclusive), evenly. */
    static double even(long seed, long n) {
        return (bits(seed, n) >>> 11) * 0x1p-53;
    }

    /** From {@code least} to {@code most}, evenly. */
    static double between(long seed, long n, double least, double most) {
        return least + (most - least) * even(seed, n);
    }

    /**
     * Close to the normal distribution with mean 0 and deviation 1, never beyond 3.5: the sum of four even 16-bit
     * numbers, which needs one mixing and no logarithm.
     */
    static double normal(long seed, long n) {
        long bits = bits(seed, n);
        long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
        // The sum of 4 even numbers of 0..1 has mean 2 and variance 4/12.
        return (sum / 65_535.0 - 2) * 1.7320508075688772;
    }

    /** A smooth wander between -1 and 1 that turns about once a {@code period}: even knots, eased between. */
    static double wander(long seed, long time, long period) {
        long knot = Math.floorDiv(time, period);
        double at = (double) Math.floorMod(time, period) / period;
        double eased = at * at * (3 - 2 * at);
        double before = between(seed, knot, -1, 1);
        return before + (between(seed, knot + 1, -1, 1) - before) * eased;
    }

    private static long mix(long z) {
        long a = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        long b = (a ^ a >>> 27) * 0x94D0_49BB_1331_11EBL;
        return b ^ b >>> 31;
    }
}
