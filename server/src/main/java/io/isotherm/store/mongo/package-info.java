/**
 * The home of catalogue, journal and blocks in a MongoDB replica set or sharded cluster, for as many processes at once
 * as one likes. The layout is in {@code docs/mongodb.md}.
 *
 * <p>No process is trusted to be alive, and no lease to be held: leases only spare work. What keeps readings safe is that
 * every write names what it replaces, and that the same reading written twice is one reading.
 */
@NullMarked
package io.isotherm.store.mongo;

import org.jspecify.annotations.NullMarked;
