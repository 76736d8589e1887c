/** The registry of sensors, devices and sites, held in memory and written through to its store. */
@NullMarked
package io.isotherm.catalog;

import org.jspecify.annotations.NullMarked;
