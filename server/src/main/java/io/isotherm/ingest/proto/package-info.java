/** Protocol buffers without generated classes: a bounded reader and a writer of the wire format. */
@NullMarked
package io.isotherm.ingest.proto;

import org.jspecify.annotations.NullMarked;
