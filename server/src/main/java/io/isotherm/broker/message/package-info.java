/** What processes tell each other, as bytes that any language can read: see {@code docs/protocol.md}. Pure. */
@NullMarked
package io.isotherm.broker.message;

import org.jspecify.annotations.NullMarked;
