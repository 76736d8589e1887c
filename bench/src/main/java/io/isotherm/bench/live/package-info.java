/** Load generators and servers for live fan-out: how many clients get how many events, how late, at what cost. */
@NullMarked
package io.isotherm.bench.live;

import org.jspecify.annotations.NullMarked;
