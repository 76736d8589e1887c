/** What Prometheus and its like write to a remote store: pure decoders, and the answers that these senders need. */
@NullMarked
package io.isotherm.ingest.prometheus;

import org.jspecify.annotations.NullMarked;
