/** Traces as OpenTelemetry has them, sent to a collector by OTLP over HTTP. */
@NullMarked
package io.isotherm.trace.otlp;

import org.jspecify.annotations.NullMarked;
