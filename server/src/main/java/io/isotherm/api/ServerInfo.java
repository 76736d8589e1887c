package io.isotherm.api;

import java.time.Instant;
import java.util.function.IntSupplier;

/**
 * What the program tells of itself.
 *
 * @param httpPort that it listens on
 * @param mqttPort likewise; 0 where MQTT is off
 * @param hostSensors how many sensors of its own machine it reads
 */
public record ServerInfo(
        String version, Instant started, IntSupplier httpPort, IntSupplier mqttPort, IntSupplier hostSensors) {}
