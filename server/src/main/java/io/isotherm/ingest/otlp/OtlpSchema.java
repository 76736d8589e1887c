package io.isotherm.ingest.otlp;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of an {@code ExportMetricsServiceRequest} as far as they are read (opentelemetry-proto: metrics/v1,
 * resource/v1, common/v1), by the names that their fields have in JSON. Of points that are no numbers only their count is
 * read.
 */
record OtlpSchema(Map<String, Field> fields) {
    enum Kind {
        TEXT,
        DOUBLE,
        INT,
        FIXED_64,
        BOOL,
        BYTES,
        MESSAGE
    }

    /** @param message of the kind {@link Kind#MESSAGE} alone */
    record Field(int number, Kind kind, @Nullable OtlpSchema message) {}

    static final OtlpSchema REQUEST = request();

    private static OtlpSchema request() {
        OtlpSchema anyValue = new OtlpSchema(new HashMap<>());
        OtlpSchema keyValue = of().with("key", 1, Kind.TEXT).with("value", 2, anyValue);
        anyValue.with("stringValue", 1, Kind.TEXT)
                .with("boolValue", 2, Kind.BOOL)
                .with("intValue", 3, Kind.INT)
                .with("doubleValue", 4, Kind.DOUBLE)
                .with("arrayValue", 5, of().with("values", 1, anyValue))
                .with("kvlistValue", 6, of().with("values", 1, keyValue))
                .with("bytesValue", 7, Kind.BYTES);
        OtlpSchema number = of().with("attributes", 7, keyValue)
                .with("timeUnixNano", 3, Kind.FIXED_64)
                .with("asDouble", 4, Kind.DOUBLE)
                .with("asInt", 6, Kind.FIXED_64)
                .with("flags", 8, Kind.INT);
        OtlpSchema others = of().with("dataPoints", 1, of());
        OtlpSchema metric = of().with("name", 1, Kind.TEXT)
                .with("unit", 3, Kind.TEXT)
                .with("gauge", 5, of().with("dataPoints", 1, number))
                .with(
                        "sum",
                        7,
                        of().with("dataPoints", 1, number)
                                .with("aggregationTemporality", 2, Kind.INT)
                                .with("isMonotonic", 3, Kind.BOOL))
                .with("histogram", 9, others)
                .with("exponentialHistogram", 10, others)
                .with("summary", 11, others);
        OtlpSchema resource = of().with("attributes", 1, keyValue);
        OtlpSchema scope = of().with("metrics", 2, metric);
        return of().with(
                        "resourceMetrics", 1, of().with("resource", 1, resource).with("scopeMetrics", 2, scope));
    }

    private static OtlpSchema of() {
        return new OtlpSchema(new HashMap<>());
    }

    private OtlpSchema with(String name, int number, Kind kind) {
        fields.put(name, new Field(number, kind, null));
        return this;
    }

    private OtlpSchema with(String name, int number, OtlpSchema message) {
        fields.put(name, new Field(number, Kind.MESSAGE, message));
        return this;
    }
}
