package io.isotherm.api;

/** The simulated site that the page can switch on. May be called from any thread; may block for a moment. */
public interface DemoSite {
    State state();

    /** Starts it; does nothing where it is started already. Its past is loaded after this has returned. */
    void start();

    /** Stops it; what it sent stays. Does nothing where it is off. */
    void stop();

    /** @param progress of loading its past, 0 to 1; 1 once it runs */
    record State(Phase phase, double progress) {}

    enum Phase {
        OFF,
        LOADING,
        RUNNING
    }
}
