package io.isotherm.model;

import org.jspecify.annotations.Nullable;

/**
 * One thing that measures one quantity.
 *
 * @param number positive, unique, given by the store; stands for the sensor in batches and frames
 * @param id text of {@code [a-z0-9-]}, unique, stable; stands for the sensor in addresses
 * @param key what senders call it ({@link SensorKey#key()}), unique, among aliases too
 * @param name what people call it
 * @param device the device's id
 * @param site the site's id; null where it is at none
 * @param unit what its values are shown in, and what a value without unit is taken to be
 * @param interval milliseconds between readings, as set by a person; null: learned from its readings
 * @param version counts the changes, from 1; the entity tag of the API
 */
public record Sensor(
        int number,
        String id,
        String key,
        String name,
        String device,
        @Nullable String site,
        Quantity quantity,
        Unit unit,
        @Nullable Long interval,
        SensorDetails details,
        long version) {
    /** One that nobody said anything about. */
    public Sensor(
            int number,
            String id,
            String key,
            String name,
            String device,
            @Nullable String site,
            Quantity quantity,
            Unit unit,
            @Nullable Long interval,
            long version) {
        this(number, id, key, name, device, site, quantity, unit, interval, SensorDetails.NONE, version);
    }

    public Standing standing() {
        return details.standing();
    }

    public Sensor with(SensorDetails details) {
        return new Sensor(number, id, key, name, device, site, quantity, unit, interval, details, version);
    }

    public Sensor withKey(String key) {
        return new Sensor(number, id, key, name, device, site, quantity, unit, interval, details, version);
    }

    public Sensor withDevice(String device) {
        return new Sensor(number, id, key, name, device, site, quantity, unit, interval, details, version);
    }

    public Sensor withVersion(long version) {
        return new Sensor(number, id, key, name, device, site, quantity, unit, interval, details, version);
    }

    /** The same under another name. */
    public Sensor named(String name) {
        return new Sensor(number, id, key, name, device, site, quantity, unit, interval, details, version);
    }

    /** The same at another site; null for none. */
    public Sensor at(@Nullable String site) {
        return new Sensor(number, id, key, name, device, site, quantity, unit, interval, details, version);
    }
}
