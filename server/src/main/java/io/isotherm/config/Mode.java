package io.isotherm.config;

/** The two ways to start: a few defaults differ. */
public enum Mode {
    /** Starts empty, with the host's own sensors. */
    RUN,
    /** Starts with a simulated site, in a folder of its own. */
    DEMO
}
