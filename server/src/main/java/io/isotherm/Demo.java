package io.isotherm;

import io.isotherm.api.DemoSite;
import io.isotherm.catalog.Catalog;
import io.isotherm.ingest.simulate.Simulator;

/** The demo site as the API starts and stops it. That it runs is kept, so that it goes on after a restart. */
final class Demo implements DemoSite {
    private static final String SETTING = "demo";
    private static final String ON = "on";

    private final Simulator simulator;
    private final Catalog catalog;

    Demo(Simulator simulator, Catalog catalog) {
        this.simulator = simulator;
        this.catalog = catalog;
    }

    /** Whether somebody started it, and nobody stopped it since. */
    boolean isWanted() {
        return catalog.setting(SETTING).filter(ON::equals).isPresent();
    }

    @Override
    public State state() {
        Simulator.State state = simulator.state();
        return new State(
                switch (state.phase()) {
                    case OFF -> Phase.OFF;
                    case LOADING -> Phase.LOADING;
                    case RUNNING -> Phase.RUNNING;
                },
                state.progress());
    }

    @Override
    public void start() {
        catalog.setting(SETTING, ON);
        simulator.start();
    }

    @Override
    public void stop() {
        catalog.setting(SETTING, "off");
        simulator.stop();
    }
}
