package io.isotherm.ingest.otlp;

import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.ingest.proto.WireReader;
import io.isotherm.ingest.text.NamedMetric;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.ingest.text.SeriesKey;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@code ExportMetricsServiceRequest} (opentelemetry-proto, collector/metrics/v1): the points of gauges, and of
 * sums that may fall and are cumulative, which are gauges by another name. A metric whose name and unit are no quantity
 * of the environment ({@link NamedMetric}), and every other kind of point, is passed over and counted.
 */
final class OtlpMetrics {
    /** The most points of one message, of all kinds. */
    static final int MAX_POINTS = 100_000;

    private static final int GAUGE = 5;
    private static final int SUM = 7;
    private static final int CUMULATIVE = 2;
    private static final long NO_RECORDED_VALUE = 1;

    /**
     * What a message held.
     *
     * @param passed points that are no readings, for what their metric is or for saying that there is no value
     */
    record Content(IncomingBatch batch, int passed) {}

    private final IncomingBatch.Builder batch = new IncomingBatch.Builder();
    private final Set<SensorKey> hinted = new HashSet<>();
    private SortedMap<String, String> resource = OtlpKey.none();
    private String device = "";
    private int points;
    private int kept;
    private int refused;

    private OtlpMetrics() {}

    /** @throws MalformedProtoException for what is no such message, or more of it than is read */
    static Content parse(byte[] message) throws MalformedProtoException {
        OtlpMetrics metrics = new OtlpMetrics();
        WireReader reader = new WireReader(message);
        while (reader.next()) {
            if (reader.field() == 1) {
                metrics.readResource(reader.message());
            }
        }
        return new Content(metrics.batch.build(), metrics.points - metrics.kept - metrics.refused);
    }

    // The resource may come after its metrics, so it is looked for first.
    private void readResource(WireReader reader) throws MalformedProtoException {
        resource = OtlpKey.none();
        WireReader first = reader.again();
        while (first.next()) {
            if (first.field() == 1) {
                for (WireReader inside = first.message(); inside.next(); ) {
                    if (inside.field() == 1) {
                        OtlpKey.addAttribute(inside.message(), resource);
                    }
                }
            }
        }
        device = OtlpKey.device(resource);
        int before = kept;
        while (reader.next()) {
            if (reader.field() == 2) {
                for (WireReader scope = reader.message(); scope.next(); ) {
                    if (scope.field() == 2) {
                        readMetric(scope.message());
                    }
                }
            }
        }
        if (kept > before) {
            noteDevice();
        }
    }

    private void readMetric(WireReader reader) throws MalformedProtoException {
        String name = "";
        String unit = "";
        int kind = 0;
        WireReader data = null;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> name = reader.text();
                case 3 -> unit = reader.text();
                case GAUGE, SUM, 9, 10, 11 -> {
                    kind = reader.field();
                    data = reader.message();
                }
                default -> {}
            }
        }
        if (data == null) {
            return;
        }
        int first = points;
        boolean gauge = count(data.again(), kind);
        if (!gauge) {
            return;
        }
        try {
            NamedMetric metric = NamedMetric.of(name, unit);
            if (metric != null) {
                readPoints(data, name, metric, first);
            }
        } catch (IllegalArgumentException e) {
            refuse(first, points - first, Quoted.of(name) + ": " + e.getMessage());
        }
    }

    /** Counts the points of a metric's data; whether they are values as they are at a moment. */
    private boolean count(WireReader data, int kind) throws MalformedProtoException {
        boolean monotonic = false;
        long temporality = 0;
        while (data.next()) {
            switch (data.field()) {
                case 1 -> {
                    if (++points > MAX_POINTS) {
                        throw new MalformedProtoException(
                                "A message may have " + MAX_POINTS + " data points: send several.");
                    }
                }
                case 2 -> temporality = kind == SUM ? data.varint() : 0;
                case 3 -> monotonic = kind == SUM && data.bool();
                default -> {}
            }
        }
        return kind == GAUGE || (kind == SUM && !monotonic && temporality == CUMULATIVE);
    }

    private void readPoints(WireReader data, String name, NamedMetric metric, int first)
            throws MalformedProtoException {
        int item = first;
        while (data.next()) {
            if (data.field() == 1) {
                readPoint(data.message(), name, metric, item++);
            }
        }
    }

    private void readPoint(WireReader point, String name, NamedMetric metric, int item) throws MalformedProtoException {
        SortedMap<String, String> attributes = OtlpKey.none();
        long nanos = 0;
        long flags = 0;
        double value = 0;
        boolean there = false;
        while (point.next()) {
            switch (point.field()) {
                case 3 -> nanos = point.fixed64();
                case 4 -> {
                    value = point.real64();
                    there = true;
                }
                case 6 -> {
                    value = point.fixed64();
                    there = true;
                }
                case 7 -> OtlpKey.addAttribute(point.message(), attributes);
                case 8 -> flags = point.varint();
                default -> {}
            }
        }
        if ((flags & NO_RECORDED_VALUE) != 0) {
            return;
        }
        // A ratio may be finite, and as a percentage not any more.
        double measured = metric.value(value);
        String fault = fault(there, measured, attributes);
        if (fault != null) {
            refuse(item, 1, Quoted.of(name) + " " + fault + ".");
            return;
        }
        SensorKey key = new SensorKey(SeriesKey.of(device, name, attributes), metric.quantity());
        // Of a time that is not known the specification leaves the choice to the receiver.
        long time = nanos == 0 ? IncomingBatch.NO_TIME : Long.divideUnsigned(nanos, 1_000_000);
        batch.add(key, time, measured, metric.unit(), item);
        kept++;
        if (hinted.add(key)) {
            String sensorName = OtlpKey.attribute(attributes, "hw.name");
            batch.hint(new SensorHint(key, sensorName, OtlpKey.deviceName(resource), metric.unit()));
        }
    }

    private static @Nullable String fault(boolean there, double value, SortedMap<String, String> attributes) {
        if (!there) {
            return "has a data point without a value";
        }
        if (Double.isInfinite(value)) {
            return "has an infinite value";
        }
        return attributes.size() > OtlpKey.MAX_ATTRIBUTES
                ? "has a data point with more than " + OtlpKey.MAX_ATTRIBUTES + " attributes"
                : null;
    }

    private void refuse(int item, int count, String detail) {
        for (int i = 0; i < count; i++) {
            batch.refuse(item + i, detail);
        }
        refused += count;
    }

    private void noteDevice() {
        Map<String, String> attributes = new HashMap<>();
        note(attributes, DeviceNote.MODEL, "device.model.name", "device.model.identifier");
        note(attributes, DeviceNote.MANUFACTURER, "device.manufacturer");
        note(attributes, DeviceNote.SERIAL, "device.serial_number");
        note(attributes, DeviceNote.FIRMWARE, "device.firmware_version");
        if (!attributes.isEmpty()) {
            batch.note(new DeviceNote(SeriesKey.device(device), null, attributes));
        }
    }

    private void note(Map<String, String> attributes, String as, String... names) {
        for (String name : names) {
            String value = OtlpKey.attribute(resource, name);
            if (value != null) {
                attributes.putIfAbsent(as, Quoted.plain(value, DeviceNote.MAX_LENGTH - 1));
            }
        }
    }
}
