/** What senders write, read by every parser in the same way: numbers, times, names of quantities and units. */
@NullMarked
package io.isotherm.ingest.text;

import org.jspecify.annotations.NullMarked;
