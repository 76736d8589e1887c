/** The MQTT listener: devices that speak MQTT send to Isotherm directly, without a broker between. */
@NullMarked
package io.isotherm.ingest.mqtt;

import org.jspecify.annotations.NullMarked;
