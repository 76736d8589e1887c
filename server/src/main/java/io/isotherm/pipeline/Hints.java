package io.isotherm.pipeline;

import io.isotherm.catalog.Catalog;
import io.isotherm.model.Device;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import io.isotherm.store.CatalogStore.VersionConflict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What messages told of sensors apart from readings. Names a sensor when it is made, and one that is there already as
 * long as it is called by its key, which means that nobody chose a name. Not thread-safe.
 */
final class Hints {
    private static final Logger LOG = LoggerFactory.getLogger(Hints.class);

    /** Hints for sensors that are not there yet; beyond, the oldest is forgotten. */
    static final int MOST = 10_000;

    /** As long as a name may be in the API; longer ones are cut. */
    private static final int LONGEST_NAME = 200;

    private final Catalog catalog;
    private final Map<String, SensorHint> waiting = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SensorHint> eldest) {
            return size() > MOST;
        }
    };

    Hints(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Takes hints in. Blocks where a sensor that is there gets its name. */
    void learn(List<SensorHint> hints) {
        for (SensorHint hint : hints) {
            Sensor sensor = catalog.byKey(hint.key().key());
            if (sensor == null) {
                waiting.put(hint.key().key(), hint);
            } else {
                name(sensor, hint);
            }
        }
    }

    /** What is known of a sensor that is about to be made, or null. */
    @Nullable
    SensorHint of(SensorKey key) {
        return waiting.get(key.key());
    }

    /** Forgets what was known of a sensor that is made by now. */
    void forget(SensorKey key) {
        waiting.remove(key.key());
    }

    /** The name as it may be kept; null where there is none. */
    static @Nullable String name(@Nullable String told) {
        if (told == null || told.isBlank()) {
            return null;
        }
        String plain = told.strip().replaceAll("\\p{Cntrl}+", " ");
        if (plain.length() <= LONGEST_NAME) {
            return plain;
        }
        boolean halvesPair = Character.isHighSurrogate(plain.charAt(LONGEST_NAME - 1));
        return plain.substring(0, halvesPair ? LONGEST_NAME - 1 : LONGEST_NAME);
    }

    private void name(Sensor sensor, SensorHint hint) {
        try {
            String sensorName = name(hint.sensorName());
            if (sensorName != null && sensor.name().equals(sensor.key()) && !sensorName.equals(sensor.name())) {
                catalog.update(sensor.named(sensorName));
            }
            String deviceName = name(hint.deviceName());
            Device device = catalog.device(sensor.device()).orElse(null);
            if (deviceName != null
                    && device != null
                    && device.name().equals(device.key())
                    && !deviceName.equals(device.name())) {
                catalog.update(device.named(deviceName));
            }
        } catch (VersionConflict e) {
            LOG.debug("somebody else changed it meanwhile sensor={}", sensor.id());
        }
    }
}
