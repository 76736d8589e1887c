/** What is to be done once for all processes: which of those with the role {@code worker} does it. */
@NullMarked
package io.isotherm.worker;

import org.jspecify.annotations.NullMarked;
