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
 */
record Format(String file, int applicationId, int version, String needs, List<String> schema, Layout layout) {
    Format {
        schema = List.copyOf(schema);
    }

    Format(String file, int applicationId, int version, String needs, List<String> schema) {
        this(file, applicationId, version, needs, schema, Layout.ROWS);
    }

    /** The same for another file. */
    Format named(String name) {
        return new Format(name, applicationId, version, needs, schema, layout);
    }
}
