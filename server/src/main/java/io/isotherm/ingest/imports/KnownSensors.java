package io.isotherm.ingest.imports;

/** What an import has to know of sensors that are there. May block. */
public interface KnownSensors {
    /** The key of the sensor that a file calls so, by its key or by its id; the name itself where there is none. */
    String key(String name);

    /** How many readings the sensor with this key has from before the time, in epoch milliseconds. */
    long stored(String key, long before);
}
