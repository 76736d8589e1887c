/** Measures a reading store through its own interface, on either home. */
@NullMarked
package io.isotherm.bench.store;

import org.jspecify.annotations.NullMarked;
