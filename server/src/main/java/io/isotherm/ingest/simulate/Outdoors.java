package io.isotherm.ingest.simulate;

/**
 * The weather: seasons, days, and slow and quick wandering between them; closed formulas of the time. One place's climate.
 */
final class Outdoors implements Model {
    private static final long HOUR = 3_600_000;

    private final long seed;
    private final WallClock clock;
    private final double average;
    private final double summer;
    private double temperature;
    private double vapour;
    private double pressure;

    /**
     * @param average over the year, °C
     * @param summer how much warmer the middle of the summer is, K
     */
    Outdoors(long seed, WallClock clock, double average, double summer) {
        this.seed = seed;
        this.clock = clock;
        this.average = average;
        this.summer = summer;
    }

    @Override
    public void step(long time) {
        double season = StrictMath.cos(2 * Math.PI * (clock.day(time) - 20 + clock.hour(time) / 24) / 365.2425);
        double hour = clock.hour(time);
        // Clear days swing more than dull ones; the warmest hour is three in the afternoon.
        double clear = 0.6 + 0.4 * Chance.wander(seed ^ 1, time, 40 * HOUR);
        double mean = average - summer * season + 3 * Chance.wander(seed ^ 2, time, 30 * HOUR);
        temperature = mean
                + 4.2 * clear * StrictMath.cos(2 * Math.PI * (hour - 15) / 24)
                + 0.5 * Chance.wander(seed ^ 3, time, HOUR / 3);
        double dewPoint = mean - 4.5 - 2.5 * Chance.wander(seed ^ 4, time, 16 * HOUR);
        vapour = Humidity.saturation(Math.min(dewPoint, temperature - 0.3));
        pressure = 1014
                + 11 * Chance.wander(seed ^ 5, time, 36 * HOUR)
                + 0.5 * StrictMath.cos(4 * Math.PI * (hour - 10) / 24);
    }

    @Override
    public double value() {
        return temperature;
    }

    /** The pressure of water vapour, hPa. */
    double vapour() {
        return vapour;
    }

    /** The air's pressure at sea level, hPa. */
    double pressure() {
        return pressure;
    }
}
