/** Sparkplug B, as edge nodes of industrial gateways publish it over MQTT: a pure decoder that remembers births. */
@NullMarked
package io.isotherm.ingest.sparkplug;

import org.jspecify.annotations.NullMarked;
