package io.isotherm.pipeline;

import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.model.Unit;
import org.jspecify.annotations.Nullable;

/**
 * What a source tells of a sensor apart from its readings: used when the sensor has to be created, ignored otherwise,
 * so that what people changed stays.
 *
 * @param sensorName what people call the sensor
 * @param deviceName what people call its device
 * @param unit what its values are shown in
 * @param site where it is, created if there is no site with that id; null for nowhere
 */
public record Announcement(
        SensorKey key,
        String sensorName,
        String deviceName,
        Unit unit,
        @Nullable Site site) {}
