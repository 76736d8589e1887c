/** Series in CSV files, read line by line. */
@NullMarked
package io.isotherm.ingest.csv;

import org.jspecify.annotations.NullMarked;
