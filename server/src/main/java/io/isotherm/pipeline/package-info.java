/** From a sender's names to durable readings: resolve, flag, commit in groups, tell. */
@NullMarked
package io.isotherm.pipeline;

import org.jspecify.annotations.NullMarked;
