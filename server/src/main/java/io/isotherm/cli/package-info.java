/** The command line: what may be typed, and what it answers. */
@NullMarked
package io.isotherm.cli;

import org.jspecify.annotations.NullMarked;
