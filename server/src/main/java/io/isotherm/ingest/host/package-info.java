/** The sensors of the machine itself, from Linux' sysfs. */
@NullMarked
package io.isotherm.ingest.host;

import org.jspecify.annotations.NullMarked;
