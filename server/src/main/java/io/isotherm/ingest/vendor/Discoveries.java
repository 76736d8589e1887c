package io.isotherm.ingest.vendor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What discovery messages told: sensors by the topics of their values and of their availability. At most
 * {@value #MAX_SENSORS} sensors, with {@value #MAX_CHARACTERS} characters in all; further ones are refused, as forgetting old ones would let a flood push out those that
 * are in use. A device that takes its configuration back makes room. For any thread.
 */
final class Discoveries {
    static final int MAX_SENSORS = 20_000;

    static final int MAX_CHARACTERS = 16_000_000;

    /** Of sensors on one topic; the availability of a bridge, which all its devices share, is told of so many. */
    private static final int MAX_ON_TOPIC = 500;

    private final Map<String, Entry> byConfig = new HashMap<>();
    private final Map<String, List<Discovered>> byState = new ConcurrentHashMap<>();
    private final Map<String, List<Discovered>> byAvailability = new ConcurrentHashMap<>();
    private int size;
    private int characters;

    private record Entry(int fingerprint, List<Discovered> sensors) {
        // A configuration without sensors takes a place too.
        int places() {
            return Math.max(1, sensors.size());
        }

        int characters() {
            return sensors.stream().mapToInt(Discovered::characters).sum();
        }
    }

    /** Whether this very configuration is known already, so that its faults need not be told again. */
    synchronized boolean knows(String configTopic, int fingerprint) {
        Entry entry = byConfig.get(configTopic);
        return entry != null && entry.fingerprint == fingerprint;
    }

    /**
     * Takes a configuration in place of the one that came before on its topic.
     *
     * @return whether there was room for it
     */
    synchronized boolean put(String configTopic, int fingerprint, List<Discovered> sensors) {
        remove(configTopic);
        Entry entry = new Entry(fingerprint, List.copyOf(sensors));
        boolean crowded =
                sensors.stream().anyMatch(sensor -> onState(sensor.stateTopic()).size() >= MAX_ON_TOPIC);
        if (crowded || size + entry.places() > MAX_SENSORS || characters + entry.characters() > MAX_CHARACTERS) {
            return false;
        }
        byConfig.put(configTopic, entry);
        size += entry.places();
        characters += entry.characters();
        for (Discovered sensor : sensors) {
            add(byState, sensor.stateTopic(), sensor);
            sensor.availability().forEach(way -> add(byAvailability, way.topic(), sensor));
        }
        return true;
    }

    synchronized void remove(String configTopic) {
        Entry entry = byConfig.remove(configTopic);
        if (entry == null) {
            return;
        }
        size -= entry.places();
        characters -= entry.characters();
        for (Discovered sensor : entry.sensors) {
            drop(byState, sensor.stateTopic(), sensor);
            sensor.availability().forEach(way -> drop(byAvailability, way.topic(), sensor));
        }
    }

    /** The sensors whose values come on the topic. */
    List<Discovered> onState(String topic) {
        return byState.getOrDefault(topic, List.of());
    }

    /** The sensors whose availability comes on the topic. */
    List<Discovered> onAvailability(String topic) {
        return byAvailability.getOrDefault(topic, List.of());
    }

    /** The sensor whose bare value comes on the topic; null where none was told. */
    @Nullable
    Discovered bare(String topic) {
        for (Discovered sensor : onState(topic)) {
            if (ValuePath.BARE.equals(sensor.path())) {
                return sensor;
            }
        }
        return null;
    }

    synchronized int size() {
        return size;
    }

    private static void add(Map<String, List<Discovered>> map, String topic, Discovered sensor) {
        List<Discovered> more = new ArrayList<>(map.getOrDefault(topic, List.of()));
        if (more.size() < MAX_ON_TOPIC) {
            more.add(sensor);
            map.put(topic, List.copyOf(more));
        }
    }

    private static void drop(Map<String, List<Discovered>> map, String topic, Discovered sensor) {
        List<Discovered> fewer = new ArrayList<>(map.getOrDefault(topic, List.of()));
        fewer.remove(sensor);
        if (fewer.isEmpty()) {
            map.remove(topic);
        } else {
            map.put(topic, List.copyOf(fewer));
        }
    }
}
