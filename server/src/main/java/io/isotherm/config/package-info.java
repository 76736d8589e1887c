/** Settings: what they are called, what they may be, and where their values come from. */
@NullMarked
package io.isotherm.config;

import org.jspecify.annotations.NullMarked;
