/** The stores in SQLite files of the data folder: one process, nothing to install. */
@NullMarked
package io.isotherm.store.sqlite;

import org.jspecify.annotations.NullMarked;
