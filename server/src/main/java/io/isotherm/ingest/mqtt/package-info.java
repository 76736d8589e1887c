/**
 * MQTT: the listener, to which devices send directly, without a broker between; and the bridge, which subscribes to a
 * broker that is there.
 */
@NullMarked
package io.isotherm.ingest.mqtt;

import org.jspecify.annotations.NullMarked;
