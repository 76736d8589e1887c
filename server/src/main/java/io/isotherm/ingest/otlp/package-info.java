/** OpenTelemetry metrics over HTTP: pure decoders, and the answers of OTLP. */
@NullMarked
package io.isotherm.ingest.otlp;

import org.jspecify.annotations.NullMarked;
