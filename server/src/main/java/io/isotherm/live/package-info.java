/** Subscriptions, conflation and frames: what pages see as it happens. */
@NullMarked
package io.isotherm.live;

import org.jspecify.annotations.NullMarked;
