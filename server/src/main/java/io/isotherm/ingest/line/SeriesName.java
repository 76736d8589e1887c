package io.isotherm.ingest.line;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A point's measurement and tags, escapes undone.
 *
 * @param measurement not empty
 * @param tags in the order of their names, each name once
 */
record SeriesName(String measurement, List<Tag> tags) {
    /** Neither part is empty. */
    record Tag(String name, String value) {}

    /** The tag's value; null where there is no such tag. */
    @Nullable
    String tag(String name) {
        for (Tag tag : tags) {
            if (tag.name.equals(name)) {
                return tag.value;
            }
        }
        return null;
    }
}
