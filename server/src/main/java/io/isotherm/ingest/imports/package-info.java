/** Files on their way in: read as they arrive, brought to the door, told about meanwhile. */
@NullMarked
package io.isotherm.ingest.imports;

import org.jspecify.annotations.NullMarked;
