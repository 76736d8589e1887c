/** Everything that a store holds, copied: into a file, out of one, or into another store. */
@NullMarked
package io.isotherm.store.backup;

import org.jspecify.annotations.NullMarked;
