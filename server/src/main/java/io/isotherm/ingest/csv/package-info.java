/** CSV files: a streaming reader, and finding out from a file how it is to be read. Knows nothing of transports. */
@NullMarked
package io.isotherm.ingest.csv;

import org.jspecify.annotations.NullMarked;
