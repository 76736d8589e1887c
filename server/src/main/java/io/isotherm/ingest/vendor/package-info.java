/** The messages that common devices and gateways send, told apart by topic and shape; every decoder is pure. */
@NullMarked
package io.isotherm.ingest.vendor;

import org.jspecify.annotations.NullMarked;
