package io.isotherm.calibration;

import io.isotherm.model.Calibration;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import io.isotherm.store.BucketQuery;
import io.isotherm.store.Buckets;
import io.isotherm.store.ReadingStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sensor's downsampled range with every reading corrected by the calibration that counts for its time. Where that is
 * affine and increasing, minimum, maximum and mean are corrected after the store took them, which it does from summaries;
 * where it is a polynomial, they are taken from the readings. A bucket in which a calibration begins is put together of
 * its parts.
 */
public final class CorrectedBuckets {
    private CorrectedBuckets() {}

    /** A stretch of time for which one calibration counts, or none. */
    private record Stretch(long from, long to, @Nullable Calibration calibration) {}

    /** As {@link ReadingStore#buckets}, of corrected values. */
    public static Buckets of(ReadingStore store, Sensor sensor, BucketQuery query) {
        List<Stretch> stretches = stretches(sensor, query.from(), query.to());
        if (stretches.stream().allMatch(stretch -> stretch.calibration() == null)) {
            return store.buckets(query);
        }
        if (stretches.size() == 1) {
            Buckets corrected = affine(store, query, stretches.getFirst());
            if (corrected != null) {
                return corrected;
            }
        }
        Buckets.Builder sum = new Buckets.Builder();
        for (Stretch stretch : stretches) {
            Buckets part = part(store, sensor, query, stretch);
            for (int i = 0; i < part.times().length; i++) {
                sum.join(part, i);
            }
        }
        // Gaps are of times alone; each part would take its own ends for readings.
        return sum.build(store.buckets(query).gaps());
    }

    private static List<Stretch> stretches(Sensor sensor, long from, long to) {
        List<Long> starts = new ArrayList<>(List.of(from));
        sensor.details().calibrations().stream()
                .filter(each -> each.revoked() == null && each.from() > from && each.from() < to)
                .map(Calibration::from)
                .sorted()
                .distinct()
                .forEach(starts::add);
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            long end = i + 1 < starts.size() ? starts.get(i + 1) : to;
            stretches.add(new Stretch(starts.get(i), end, sensor.details().calibrationAt(starts.get(i))));
        }
        return stretches;
    }

    private static Buckets part(ReadingStore store, Sensor sensor, BucketQuery query, Stretch stretch) {
        if (stretch.calibration() == null) {
            return store.buckets(in(query, stretch, query.unit()));
        }
        Buckets affine = affine(store, query, stretch);
        return affine == null ? ofReadings(store, sensor, query, stretch) : affine;
    }

    private static BucketQuery in(BucketQuery query, Stretch stretch, Unit unit) {
        return new BucketQuery(query.sensor(), stretch.from(), stretch.to(), query.width(), unit, query.gapAfter());
    }

    /**
     * Null where the stretch's calibration is none or not affine, and where a correction leaves the range of a double, so
     * that some of the readings do not count.
     */
    private static @Nullable Buckets affine(ReadingStore store, BucketQuery query, Stretch stretch) {
        Calibration calibration = stretch.calibration();
        if (calibration == null
                || !calibration.correction().isAffine()
                || !calibration.unit().convertsTo(query.unit())) {
            return null;
        }
        Buckets corrected = corrected(store.buckets(in(query, stretch, calibration.unit())), calibration, query.unit());
        for (int i = 0; i < corrected.times().length; i++) {
            boolean good = corrected.count()[i] > corrected.flagged()[i];
            if (good
                    && !(Double.isFinite(corrected.min()[i])
                            && Double.isFinite(corrected.max()[i]))) {
                return null;
            }
        }
        return corrected;
    }

    private static Buckets ofReadings(ReadingStore store, Sensor sensor, BucketQuery query, Stretch stretch) {
        ReadingBuckets buckets = new ReadingBuckets(query.width());
        store.read(query.sensor(), stretch.from(), stretch.to(), batch -> {
            for (int i = 0; i < batch.size(); i++) {
                double value = Corrected.value(sensor, batch.time(i), batch.value(i), batch.flags(i), query.unit());
                buckets.add(batch.time(i), value, batch.flags(i));
            }
        });
        Buckets found = buckets.build();
        Calibration calibration = stretch.calibration();
        if (calibration == null || !calibration.unit().convertsTo(query.unit())) {
            return found;
        }
        // Where readings were dropped as too old, their summaries are all there is.
        Buckets all = store.buckets(in(query, stretch, calibration.unit()));
        return Arrays.equals(all.count(), found.count())
                ? found
                : completed(found, corrected(all, calibration, query.unit()));
    }

    /** The buckets of readings, and where they lack some the corrected summaries, which come close. */
    private static Buckets completed(Buckets found, Buckets all) {
        Buckets.Builder sum = new Buckets.Builder();
        int next = 0;
        for (int i = 0; i < all.times().length; i++) {
            while (next < found.times().length && found.times()[next] < all.times()[i]) {
                next++;
            }
            boolean whole = next < found.times().length
                    && found.times()[next] == all.times()[i]
                    && found.count()[next] >= all.count()[i];
            sum.join(whole ? found : all, whole ? next : i);
        }
        return sum.build(new long[0]);
    }

    /** Buckets in the calibration's unit as corrected ones in another. */
    private static Buckets corrected(Buckets found, Calibration calibration, Unit unit) {
        int size = found.times().length;
        double[] min = new double[size];
        double[] max = new double[size];
        double[] mean = new double[size];
        for (int i = 0; i < size; i++) {
            double low = calibration.correct(found.min()[i], calibration.unit(), unit);
            double high = calibration.correct(found.max()[i], calibration.unit(), unit);
            double middle = calibration.correct(found.mean()[i], calibration.unit(), unit);
            min[i] = Math.min(low, high);
            max[i] = Math.max(low, high);
            // The last rounding could put the mean of equal values beside them.
            mean[i] = Double.isNaN(min[i]) ? middle : Math.clamp(middle, min[i], max[i]);
        }
        return new Buckets(found.times(), min, max, mean, found.count(), found.flagged(), found.gaps());
    }
}
