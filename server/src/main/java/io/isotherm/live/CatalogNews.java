package io.isotherm.live;

import io.isotherm.broker.Broker.CatalogChange;
import io.isotherm.catalog.Catalog;
import io.isotherm.catalog.SensorJson;
import io.isotherm.model.Sensor;
import io.isotherm.model.Standing;
import io.isotherm.socketio.Namespace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Tells all pages what changed in the catalogue, by the event {@code sensors}; a page marks values as stale by the
 * sensor's {@code staleAfter}, so it also hears when that was learned anew. Changes are collected for a moment: a
 * thousand new sensors are one message.
 */
final class CatalogNews {
    private static final int COLLECT_MS = 100;
    private static final int LEARN_MS = 1_000;

    /** A learned time that moved by less than this share of what was told is not told again. */
    private static final double WORTH_TELLING = 0.2;

    private final Catalog catalog;
    private final LatestValues latest;
    private final Namespace pages;
    private final LiveTimer timer;

    // All below are guarded by this.
    private final BitSet learning = new BitSet();
    private final Map<Integer, Long> told = new HashMap<>();
    private final Set<String> sensors = new HashSet<>();
    private boolean places;
    private boolean scheduled;

    CatalogNews(Catalog catalog, LatestValues latest, Namespace pages, LiveTimer timer) {
        this.catalog = catalog;
        this.latest = latest;
        this.pages = pages;
        this.timer = timer;
        timer.repeat(this::learn, LEARN_MS);
    }

    /** Something was created, changed or removed. */
    synchronized void changed(CatalogChange change) {
        switch (change.kind()) {
            case SENSOR -> sensors.add(change.id());
            case DEVICE, SITE -> places = true;
        }
        schedule();
    }

    /** These sensors have a newer reading, from which their interval may be learned. */
    synchronized void read(BitSet numbers) {
        learning.or(numbers);
    }

    private synchronized void learn() {
        learning.stream().forEach(number -> {
            Sensor sensor = catalog.byNumber(number);
            if (sensor != null) {
                long staleAfter = latest.staleAfter(sensor);
                Long before = told.get(number);
                if (before == null || Math.abs(staleAfter - before) > WORTH_TELLING * before) {
                    sensors.add(sensor.id());
                }
            }
        });
        learning.clear();
        if (!sensors.isEmpty()) {
            schedule();
        }
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            timer.schedule(this::tell, TimeUnit.MILLISECONDS.toNanos(COLLECT_MS));
        }
    }

    private synchronized void tell() {
        scheduled = false;
        JsonArray changed = new JsonArray();
        JsonArray removed = new JsonArray();
        for (String id : sensors) {
            catalog.sensor(id)
                    .filter(sensor -> sensor.standing() == Standing.ACTIVE)
                    .ifPresentOrElse(
                            sensor -> {
                                long staleAfter = latest.staleAfter(sensor);
                                told.put(sensor.number(), staleAfter);
                                changed.add(SensorJson.of(sensor, staleAfter));
                            },
                            () -> removed.add(id));
        }
        JsonObject news = new JsonObject().put("changed", changed).put("removed", removed);
        if (places) {
            news.put("places", true);
        }
        sensors.clear();
        places = false;
        pages.emit("sensors", news);
    }
}
