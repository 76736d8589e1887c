/** The monitoring server: {@code Main} puts the parts together, {@code Config} holds every setting. */
@NullMarked
package io.isotherm;

import org.jspecify.annotations.NullMarked;
