/** How readings are packed into bytes: pure, lossless to the bit, nothing read is trusted. */
@NullMarked
package io.isotherm.store.series.codec;

import org.jspecify.annotations.NullMarked;
