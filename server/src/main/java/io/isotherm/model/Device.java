package io.isotherm.model;

import org.jspecify.annotations.Nullable;

/**
 * A thing with one or more sensors: a logger, a gateway's child, a fridge's controller.
 *
 * @param id text of {@code [a-z0-9-]}, unique, stable
 * @param key what senders call it, unique
 * @param site the site's id; null where it is at none
 * @param version counts the changes, from 1
 */
public record Device(
        String id, String key, String name, @Nullable String site, DeviceDetails details, long version) {
    /** One that nobody said anything about. */
    public Device(String id, String key, String name, @Nullable String site, long version) {
        this(id, key, name, site, DeviceDetails.NONE, version);
    }

    public Standing standing() {
        return details.standing();
    }

    public Device with(DeviceDetails details) {
        return new Device(id, key, name, site, details, version);
    }

    public Device withKey(String key) {
        return new Device(id, key, name, site, details, version);
    }

    public Device withVersion(long version) {
        return new Device(id, key, name, site, details, version);
    }

    /** The same under another name. */
    public Device named(String name) {
        return new Device(id, key, name, site, details, version);
    }

    /** The same at another site; null for none. */
    public Device at(@Nullable String site) {
        return new Device(id, key, name, site, details, version);
    }
}
