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
        String id, String key, String name, @Nullable String site, long version) {
    /** The same under another name. */
    public Device named(String other) {
        return new Device(id, key, other, site, version);
    }
}
