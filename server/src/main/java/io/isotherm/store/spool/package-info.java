/** What keeps readings safe on this machine while the database at scale is away. */
@NullMarked
package io.isotherm.store.spool;

import org.jspecify.annotations.NullMarked;
