/** How long readings and their summaries are kept: the rules, and the thread that drops what is too old. */
@NullMarked
package io.isotherm.retention;

import org.jspecify.annotations.NullMarked;
