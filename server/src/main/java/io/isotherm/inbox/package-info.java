/** Devices that nobody adopted yet. */
@NullMarked
package io.isotherm.inbox;

import org.jspecify.annotations.NullMarked;
