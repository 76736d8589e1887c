package io.isotherm;

import io.isotherm.catalog.Catalog;
import io.isotherm.ingest.imports.KnownSensors;
import io.isotherm.model.Sensor;
import io.isotherm.store.ReadingStore;

/** Tells imports which sensors are there, as ingest does not know the catalogue. */
record StoredSensors(Catalog catalog, ReadingStore readings) implements KnownSensors {
    @Override
    public String key(String name) {
        return catalog.byKey(name) != null
                ? name
                : catalog.sensor(name).map(Sensor::key).orElse(name);
    }

    @Override
    public long stored(String key, long before) {
        Sensor sensor = catalog.byKey(key);
        return sensor == null ? 0 : readings.count(sensor.number(), 0, before);
    }
}
