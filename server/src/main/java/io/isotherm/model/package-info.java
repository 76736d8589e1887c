/** The words of the field: readings, sensors, quantities, units. Depends on nothing else of Isotherm. */
@NullMarked
package io.isotherm.model;

import org.jspecify.annotations.NullMarked;
