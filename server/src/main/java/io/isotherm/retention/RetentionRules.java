package io.isotherm.retention;

import io.isotherm.model.Sensor;
import io.isotherm.store.Retention;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The exceptions to the default: a sensor's rule counts before its site's, and that before the default. Immutable.
 *
 * @param version how often they were changed
 * @param sites by the site's id
 * @param sensors by the sensor's number, which no other sensor ever gets, as its id may be
 */
public record RetentionRules(long version, SortedMap<String, Keep> sites, SortedMap<Integer, Keep> sensors) {
    public static final RetentionRules NONE = new RetentionRules(0, new TreeMap<>(), new TreeMap<>());

    public RetentionRules {
        sites = Collections.unmodifiableSortedMap(new TreeMap<>(sites));
        sensors = Collections.unmodifiableSortedMap(new TreeMap<>(sensors));
    }

    public RetentionRules withSite(String id, Keep keep) {
        SortedMap<String, Keep> changed = new TreeMap<>(sites);
        changed.put(id, keep);
        return new RetentionRules(version + 1, changed, sensors);
    }

    public RetentionRules withSensor(int number, Keep keep) {
        SortedMap<Integer, Keep> changed = new TreeMap<>(sensors);
        changed.put(number, keep);
        return new RetentionRules(version + 1, sites, changed);
    }

    public RetentionRules withoutSite(String id) {
        if (!sites.containsKey(id)) {
            return this;
        }
        SortedMap<String, Keep> changed = new TreeMap<>(sites);
        changed.remove(id);
        return new RetentionRules(version + 1, changed, sensors);
    }

    public RetentionRules withoutSensor(int number) {
        if (!sensors.containsKey(number)) {
            return this;
        }
        SortedMap<Integer, Keep> changed = new TreeMap<>(sensors);
        changed.remove(number);
        return new RetentionRules(version + 1, sites, changed);
    }

    /** How long a sensor's things are kept. */
    public Keep of(Sensor sensor, Keep standard) {
        Keep own = sensors.get(sensor.number());
        if (own != null) {
            return own;
        }
        Keep places = sensor.site() == null ? null : sites.get(sensor.site());
        return places == null ? standard : places;
    }

    /**
     * What is too old at {@code now}, epoch milliseconds. Of a sensor that is not among these nothing is: it may be a new
     * one with a rule of its own.
     */
    public Retention at(long now, Keep standard, Iterable<Sensor> sensors) {
        Map<Integer, Keep> keeps = new HashMap<>();
        sensors.forEach(sensor -> keeps.put(sensor.number(), of(sensor, standard)));
        return new Retention() {
            @Override
            public long readingsBefore(int sensor) {
                return keeps.getOrDefault(sensor, Keep.FOREVER).readingsBefore(now);
            }

            @Override
            public long summariesBefore(int sensor) {
                return keeps.getOrDefault(sensor, Keep.FOREVER).summariesBefore(now);
            }
        };
    }
}
