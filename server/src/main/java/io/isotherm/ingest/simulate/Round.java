package io.isotherm.ingest.simulate;

/**
 * A truck's deliveries: on each working day loaded before six, eight to ten stops with the doors open, a break at noon
 * with the engine off, back in the afternoon; a shorter round on Saturdays, none on Sundays. In the nights between
 * working days the cooling runs on the depot's supply; from Saturday's return until Sunday evening it is off.
 */
final class Round implements Door, Cooling {
    private static final double LOADING = 5.3;
    private static final double PRECOOLING = 19;
    private static final int MOST_STOPS = 10;

    private final long seed;
    private final WallClock clock;
    private long day = Long.MIN_VALUE;
    // Of the day, in hours: when doors open and shut; the first is the loading.
    private final double[] from = new double[MOST_STOPS + 1];
    private final double[] to = new double[MOST_STOPS + 1];
    private int openings;
    private double leaves;
    private double returns;
    private double breakFrom;
    private double breakTo;

    Round(long seed, WallClock clock) {
        this.seed = seed;
        this.clock = clock;
    }

    @Override
    public double open(long time) {
        double hour = plan(time);
        for (int i = 0; i < openings; i++) {
            if (hour >= from[i] && hour < to[i]) {
                return 1;
            }
        }
        return 0;
    }

    @Override
    public double capacity(long time) {
        double hour = plan(time);
        if (hour >= breakFrom && hour < breakTo) {
            return 0;
        }
        return switch (WallClock.weekdayOf(day)) {
            case 6 -> hour < returns ? 1 : 0;
            case 7 -> hour >= PRECOOLING ? 1 : 0;
            default -> 1;
        };
    }

    /** Whether the engine runs. */
    boolean driving(long time) {
        double hour = plan(time);
        return hour >= leaves && hour < returns && !(hour >= breakFrom && hour < breakTo);
    }

    // The hour of the day, with the day's round drawn.
    private double plan(long time) {
        long now = clock.day(time);
        if (now != day) {
            day = now;
            draw();
        }
        return clock.hour(time);
    }

    private void draw() {
        int weekday = WallClock.weekdayOf(day);
        long today = Chance.bits(seed, day);
        openings = 0;
        leaves = 24;
        returns = 24;
        breakFrom = 24;
        breakTo = 24;
        if (weekday == 7) {
            return;
        }
        open(LOADING + Chance.between(today, 0, 0, 0.2), Chance.between(today, 1, 12, 20) / 60);
        leaves = to[0] + 0.15;
        double hour = leaves;
        int stops = weekday == 6 ? 4 : 8 + (int) Chance.between(today, 2, 0, 3);
        for (int i = 0; i < stops; i++) {
            hour += Chance.between(today, 10 + i, 18, 42) / 60;
            double length = Chance.between(today, 30 + i, 3, 9) / 60;
            open(hour, length);
            hour += length;
            if (i == stops / 2 && weekday != 6) {
                breakFrom = hour + 0.05;
                breakTo = breakFrom + Chance.between(today, 3, 32, 50) / 60;
                hour = breakTo;
            }
        }
        returns = hour + Chance.between(today, 4, 25, 50) / 60;
    }

    private void open(double hour, double length) {
        from[openings] = hour;
        to[openings] = hour + length;
        openings++;
    }
}
