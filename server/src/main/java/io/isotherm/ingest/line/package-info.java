/** InfluxDB line protocol: a pure parser, what makes a sensor of a series, and the routes that Influx's clients use. */
@NullMarked
package io.isotherm.ingest.line;

import org.jspecify.annotations.NullMarked;
