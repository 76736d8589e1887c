/** Benchmarks and load generators; not part of the product. */
@NullMarked
package io.isotherm.bench;

import org.jspecify.annotations.NullMarked;
