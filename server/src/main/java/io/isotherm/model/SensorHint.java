package io.isotherm.model;

import org.jspecify.annotations.Nullable;

/**
 * What a message tells of a sensor apart from its readings, such as a discovery message or a birth certificate. Used
 * when the sensor is created; afterwards only in place of a name that nobody chose.
 *
 * @param key the sensor
 * @param sensorName what people may call it; null where the message does not tell
 * @param deviceName what people may call its device; null where the message does not tell
 * @param unit the unit of values that come without one; null where the message does not tell
 */
public record SensorHint(
        SensorKey key,
        @Nullable String sensorName,
        @Nullable String deviceName,
        @Nullable Unit unit) {}
