package io.isotherm.pipeline;

import io.isotherm.catalog.Catalog;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue's answers for keys that come again as the same object, as those of parsers that remember theirs do: one
 * look instead of a comparison of texts. Of fixed size; a key takes the place of another one. May be used from any
 * thread: an entry is never changed, and what a thread sees late is only looked up once more.
 */
final class KnownSensors {
    private static final int PLACES = 1 << 16;

    private final Catalog catalog;
    private final @Nullable Entry[] entries = new Entry[PLACES];

    KnownSensors(Catalog catalog) {
        this.catalog = catalog;
    }

    private record Entry(SensorKey key, Sensor sensor) {}

    /** The sensor, or null where the catalogue has none. */
    @SuppressWarnings("ReferenceEquality") // the same object is the point: an equal one is looked up
    @Nullable
    Sensor byKey(SensorKey key) {
        int place = System.identityHashCode(key) & PLACES - 1;
        Entry entry = entries[place];
        if (entry != null && entry.key == key && catalog.byNumber(entry.sensor.number()) == entry.sensor) {
            return entry.sensor;
        }
        Sensor sensor = catalog.byKey(key.key());
        if (sensor != null) {
            entries[place] = new Entry(key, sensor);
        }
        return sensor;
    }
}
