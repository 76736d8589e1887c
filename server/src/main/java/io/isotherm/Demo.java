package io.isotherm;

import io.isotherm.api.DemoSite;
import io.isotherm.catalog.Catalog;
import io.isotherm.ingest.simulate.Simulator;
import io.isotherm.live.LatestValues;
import io.isotherm.model.Sensor;
import io.isotherm.pipeline.Announcement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The demo site as the API starts and stops it. That it runs is kept, so that it goes on after a restart. */
final class Demo implements DemoSite {
    private static final String SETTING = "demo";
    private static final String ON = "on";

    private final Simulator simulator;
    private final Catalog catalog;
    private final LatestValues latest;

    Demo(Simulator simulator, Catalog catalog, LatestValues latest) {
        this.simulator = simulator;
        this.catalog = catalog;
        this.latest = latest;
    }

    /** Whether somebody started it, and nobody stopped it since. */
    boolean isWanted() {
        return catalog.setting(SETTING).filter(ON::equals).isPresent();
    }

    /** Starts it, with what it missed since its newest reading. */
    void resume() {
        simulator.start(newest());
    }

    private @Nullable Instant newest() {
        long newest = Long.MIN_VALUE;
        for (Announcement announcement : simulator.site().announcements()) {
            Sensor sensor = catalog.byKey(announcement.key().key());
            LatestValues.Latest reading = sensor == null ? null : latest.of(sensor.number());
            if (reading != null) {
                newest = Math.max(newest, reading.time());
            }
        }
        return newest == Long.MIN_VALUE ? null : Instant.ofEpochMilli(newest);
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
        resume();
    }

    @Override
    public void stop() {
        catalog.setting(SETTING, "off");
        simulator.stop();
    }
}
