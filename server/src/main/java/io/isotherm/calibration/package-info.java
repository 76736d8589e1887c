/** Between the store, which has what was sent, and all that shows values: corrects them by their sensors' calibrations. */
@NullMarked
package io.isotherm.calibration;

import org.jspecify.annotations.NullMarked;
