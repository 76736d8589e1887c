/** Ways in over HTTP whose bodies and answers are those of other platforms, so that their senders need no change. */
@NullMarked
package io.isotherm.ingest.webhook;

import org.jspecify.annotations.NullMarked;
