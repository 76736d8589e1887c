/** The REST interface: catalogue, history, latest values. */
@NullMarked
package io.isotherm.api;

import org.jspecify.annotations.NullMarked;
