/** The broker where there are several processes: Redis 7 or newer. */
@NullMarked
package io.isotherm.broker.redis;

import org.jspecify.annotations.NullMarked;
