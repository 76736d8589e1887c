package io.isotherm.api;

import io.isotherm.calibration.Corrected;
import io.isotherm.calibration.CorrectedBuckets;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import io.isotherm.store.BucketQuery;
import io.isotherm.store.Buckets;
import io.isotherm.store.ReadingStore;

/**
 * How a sensor's values are shown.
 *
 * @param calibrated whether they are corrected by its calibrations
 */
record Values(Sensor sensor, Unit unit, boolean calibrated) {
    /** In the sensor's unit. */
    static Values of(Sensor sensor, boolean calibrated) {
        return new Values(sensor, sensor.unit(), calibrated);
    }

    /** One of the sensor's readings; NaN where the unit it was sent in does not convert. */
    double of(ReadingBatch readings, int i) {
        return of(readings.time(i), readings.value(i), readings.flags(i));
    }

    double of(long time, double value, int flags) {
        return calibrated
                ? Corrected.value(sensor, time, value, flags, unit)
                : Corrected.uncorrected(value, flags, unit);
    }

    /** The query must be of this unit. */
    Buckets buckets(ReadingStore store, BucketQuery query) {
        return calibrated ? CorrectedBuckets.of(store, sensor, query) : store.buckets(query);
    }

    /** Whether a request asks for corrected values; they are unless it says {@code calibrated=false}. */
    static boolean calibrated(Query query) {
        return query.text("calibrated").isEmpty() || query.flag("calibrated");
    }
}
