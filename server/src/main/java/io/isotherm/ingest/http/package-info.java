/** What all protocols over HTTP share: bodies, bounded and inflated, and the way from there to the door. */
@NullMarked
package io.isotherm.ingest.http;

import org.jspecify.annotations.NullMarked;
