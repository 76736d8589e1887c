package io.isotherm.store.sqlite;

import java.util.List;

/**
 * What one kind of file is made of.
 *
 * @param file its name in the data folder
 * @param applicationId SQLite's {@code application_id}, at byte 68 of the file: tells that it is ours, and which kind
 * @param version SQLite's {@code user_version}: raised by every change that an older program could not read
 * @param needs the first version of the program that reads this format; written into the file for older ones to show
 * @param schema the statements that make an empty file
 * @param upgrades for each version that is still taken over, the oldest first, the statements that make the next one of
 *     it; the last of them make this one. What they say never changes, whatever becomes of the schema
 */
record Format(
        String file,
        int applicationId,
        int version,
        String needs,
        List<String> schema,
        Layout layout,
        List<List<String>> upgrades) {
    Format {
        schema = List.copyOf(schema);
        upgrades = List.copyOf(upgrades);
        if (upgrades.size() >= version) {
            throw new IllegalArgumentException("format " + version + " has no " + upgrades.size() + " before it");
        }
    }

    Format(String file, int applicationId, int version, String needs, List<String> schema, Layout layout) {
        this(file, applicationId, version, needs, schema, layout, List.of());
    }

    Format(String file, int applicationId, int version, String needs, List<String> schema) {
        this(file, applicationId, version, needs, schema, Layout.ROWS);
    }

    /** The same for another file. */
    Format named(String name) {
        return new Format(name, applicationId, version, needs, schema, layout, upgrades);
    }

    /** The same as a format that took the place of others. */
    Format upgradedBy(List<List<String>> steps) {
        return new Format(file, applicationId, version, needs, schema, layout, steps);
    }

    /** The oldest version that can be made into this one. */
    int oldest() {
        return version - upgrades.size();
    }

    /** The statements that lead from one version to the next. */
    List<String> upgradeFrom(int from) {
        return upgrades.get(from - oldest());
    }
}
