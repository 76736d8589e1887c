/** Health, metrics and logging: what an operator looks at. */
@NullMarked
package io.isotherm.ops;

import org.jspecify.annotations.NullMarked;
