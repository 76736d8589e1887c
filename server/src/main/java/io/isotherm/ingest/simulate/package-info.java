/** Simulated sensors: a cold chain worth looking at, and plain load. */
@NullMarked
package io.isotherm.ingest.simulate;

import org.jspecify.annotations.NullMarked;
