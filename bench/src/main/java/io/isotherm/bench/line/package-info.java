/** Line protocol into our server and others: the same bytes, counted afterwards. */
@NullMarked
package io.isotherm.bench.line;

import org.jspecify.annotations.NullMarked;
