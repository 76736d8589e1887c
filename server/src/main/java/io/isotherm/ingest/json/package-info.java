/** Isotherm's own JSON, by HTTP: a pure parser, which MQTT uses too, and a thin handler. */
@NullMarked
package io.isotherm.ingest.json;

import org.jspecify.annotations.NullMarked;
