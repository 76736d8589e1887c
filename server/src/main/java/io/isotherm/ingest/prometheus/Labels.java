package io.isotherm.ingest.prometheus;

import io.isotherm.ingest.text.SeriesKey;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The labels of one series. Used again for each. Not thread-safe. */
final class Labels {
    /** More than any exporter has; a series with more is refused. */
    static final int MAX = 64;

    private final SortedMap<String, String> others = new TreeMap<>();
    private String name = "";
    private String job = "";
    private String instance = "";
    private boolean twice;
    private boolean aggregate;

    void clear() {
        others.clear();
        name = "";
        job = "";
        instance = "";
        twice = false;
        aggregate = false;
    }

    void add(String label, String value) {
        switch (label) {
            case "__name__" -> {
                twice |= !name.isEmpty();
                name = value;
            }
            case "job" -> {
                twice |= !job.isEmpty();
                job = value;
            }
            case "instance" -> {
                twice |= !instance.isEmpty();
                instance = value;
            }
            // The buckets of a histogram and the quantiles of a summary are no readings.
            case "le", "quantile" -> aggregate = true;
            default -> {
                // An empty label is the same as none (remote-write 1.0, "Labels").
                if (!label.startsWith("__") && !value.isEmpty() && others.size() <= MAX) {
                    twice |= others.put(label, value) != null;
                }
            }
        }
    }

    /** The metric's name; empty where the series has none. */
    String name() {
        return name;
    }

    boolean isAggregate() {
        return aggregate;
    }

    /** What is wrong with the labels, as a sentence's end; null where nothing is. */
    @Nullable
    String fault() {
        if (twice) {
            return "has a label twice";
        }
        return others.size() > MAX ? "has more than " + MAX + " labels" : null;
    }

    /** {@code prometheus/JOB/INSTANCE/name{label=value}}. */
    String key() {
        StringBuilder device = new StringBuilder("prometheus");
        if (!job.isEmpty()) {
            device.append('/').append(job);
        }
        if (!instance.isEmpty()) {
            device.append('/').append(instance);
        }
        SortedMap<String, String> named = others;
        if (others.containsKey("entity") && others.containsKey("friendly_name")) {
            named = new TreeMap<>(others);
            named.remove("friendly_name");
        }
        return SeriesKey.of(device.toString(), name, named);
    }

    /**
     * What people call the sensor: the {@code friendly_name} of Home Assistant, which is no part of its key as people
     * change it; null where there is none.
     */
    @Nullable
    String sensorName() {
        return others.containsKey("entity") ? others.get("friendly_name") : null;
    }
}
