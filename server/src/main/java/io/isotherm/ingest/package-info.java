/** The door through which every reading comes in; a protocol is a folder with a pure parser and a thin handler. */
@NullMarked
package io.isotherm.ingest;

import org.jspecify.annotations.NullMarked;
