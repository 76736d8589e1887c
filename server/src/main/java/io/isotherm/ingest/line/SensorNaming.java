package io.isotherm.ingest.line;

import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import org.jspecify.annotations.Nullable;

/** Which sensor a field of a series is. Asked once for each series and field that is remembered, not for each point. */
@FunctionalInterface
interface SensorNaming {
    /**
     * The sensor; null for a field that is to be passed over.
     *
     * @throws IllegalArgumentException with a sentence for the sender, when there can be no such sensor
     */
    @Nullable
    Named name(SeriesName series, String field);

    /** @param unit of the field's values; null for the sensor's own */
    record Named(SensorKey key, @Nullable Unit unit) {}
}
