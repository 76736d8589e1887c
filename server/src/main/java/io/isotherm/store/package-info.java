/** What is kept: the narrow interfaces of readings and catalogue. Only {@code Main} names an implementation. */
@NullMarked
package io.isotherm.store;

import org.jspecify.annotations.NullMarked;
