/** Tells every process what was committed. Telling may be lost; keeping may not. */
@NullMarked
package io.isotherm.broker;

import org.jspecify.annotations.NullMarked;
