/** The broker where one process is enough. */
@NullMarked
package io.isotherm.broker.local;

import org.jspecify.annotations.NullMarked;
