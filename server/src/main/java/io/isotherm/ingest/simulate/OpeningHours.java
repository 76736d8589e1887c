package io.isotherm.ingest.simulate;

/** When people are at work at a site, in hours of the local day; a day that opens when it closes is off. */
record OpeningHours(double open, double close, double saturdayOpen, double saturdayClose) {
    boolean at(WallClock clock, long time) {
        double hour = clock.hour(time);
        return switch (clock.weekday(time)) {
            case 6 -> hour >= saturdayOpen && hour < saturdayClose;
            case 7 -> false;
            default -> hour >= open && hour < close;
        };
    }
}
