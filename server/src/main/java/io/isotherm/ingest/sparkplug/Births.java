package io.isotherm.ingest.sparkplug;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What births told of the metrics of each node and its devices, which later messages leave out. Bounded: at most
 * {@value #MAX_NODES} nodes, {@value #MAX_OF_NODE} metrics of one and {@value #MAX_METRICS} of all; the node that was
 * heard of least recently is forgotten first. Not thread-safe.
 */
final class Births {
    static final int MAX_NODES = 1_000;
    static final int MAX_OF_NODE = 10_000;
    static final int MAX_METRICS = 100_000;

    private final LinkedHashMap<String, Node> nodes = new LinkedHashMap<>(16, 0.75f, true);
    private int total;
    private boolean crowded;

    /**
     * What a birth told of a metric.
     *
     * @param name at most 200 characters, or a shorter part of it, which then is no sensor's
     * @param unit as the birth wrote it; null where it did not
     */
    record Told(String name, int datatype, @Nullable String unit) {}

    /** A node since its last birth. */
    static final class Node {
        private final Map<String, Map<Long, Told>> aliases = new HashMap<>();
        private final Map<String, Map<String, Told>> names = new HashMap<>();
        private int metrics;
        private int sequence = -1;
        private long birthNumber = -1;

        /** The devices that were born, by their keys; with the node itself. */
        Set<String> devices() {
            return names.keySet();
        }

        /** The number of the last birth; -1 where it did not tell one. */
        long birthNumber() {
            return birthNumber;
        }

        @Nullable
        Told byAlias(String device, long alias) {
            return aliases.getOrDefault(device, Map.of()).get(alias);
        }

        @Nullable
        Told byName(String device, String name) {
            return names.getOrDefault(device, Map.of()).get(name);
        }

        /** Takes the number of a message; whether it follows the one before, as far as that is known. */
        boolean follows(int next) {
            boolean follows = next < 0 || sequence < 0 || next == (sequence + 1 & 0xFF);
            sequence = next < 0 ? sequence : next;
            return follows;
        }
    }

    /** The node; null where it was not born, or forgotten. */
    @Nullable
    Node node(String key) {
        return nodes.get(key);
    }

    /** A node is born: all that was told of it and its devices before holds no longer. */
    Node born(String key, long birthNumber) {
        Node node = nodes.get(key);
        if (node == null) {
            node = new Node();
            nodes.put(key, node);
        }
        total -= node.metrics;
        node.metrics = 0;
        node.aliases.clear();
        node.names.clear();
        node.sequence = -1;
        node.birthNumber = birthNumber;
        forgetOldest(key);
        return node;
    }

    /** A device is born: what was told of it before holds no longer. */
    void bornDevice(Node node, String device) {
        Map<String, Told> before = node.names.put(device, new HashMap<>());
        node.aliases.put(device, new HashMap<>());
        int gone = before == null ? 0 : before.size();
        node.metrics -= gone;
        total -= gone;
    }

    /** Keeps what a birth told of a metric; false where the node has too many. */
    boolean tell(String key, Node node, String device, @Nullable Long alias, Told told) {
        Map<String, Told> names = node.names.get(device);
        Map<Long, Told> aliases = node.aliases.get(device);
        if (names == null || aliases == null || node.metrics >= MAX_OF_NODE) {
            return false;
        }
        if (names.put(told.name, told) == null) {
            node.metrics++;
            total++;
        }
        // No more aliases than names, whatever a birth says.
        if (alias != null && aliases.size() < names.size()) {
            aliases.put(alias, told);
        }
        forgetOldest(key);
        return true;
    }

    private void forgetOldest(String except) {
        Iterator<Map.Entry<String, Node>> oldest = nodes.entrySet().iterator();
        while ((nodes.size() > MAX_NODES || total > MAX_METRICS) && oldest.hasNext()) {
            Map.Entry<String, Node> entry = oldest.next();
            if (!entry.getKey().equals(except)) {
                total -= entry.getValue().metrics;
                oldest.remove();
                crowded = true;
            }
        }
    }

    /** Whether there are more nodes or metrics than are remembered: a birth that is asked for pushes out another. */
    boolean isCrowded() {
        return crowded;
    }

    /** How many metrics are remembered. */
    int size() {
        return total;
    }

    /** How many nodes are remembered. */
    int nodes() {
        return nodes.size();
    }
}
