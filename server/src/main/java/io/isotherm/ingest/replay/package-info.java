/** Recorded series, sent again. */
@NullMarked
package io.isotherm.ingest.replay;

import org.jspecify.annotations.NullMarked;
