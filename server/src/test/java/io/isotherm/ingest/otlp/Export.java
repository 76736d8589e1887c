package io.isotherm.ingest.otlp;

import io.isotherm.ingest.proto.WireWriter;

/** Requests as exporters make them. */
final class Export {
    private Export() {}

    static final long NANOS = 1_795_512_600_123_456_789L;

    static byte[] request(WireWriter resource, WireWriter... metrics) {
        WireWriter scope = new WireWriter().message(1, new WireWriter().text(1, "scope"));
        for (WireWriter metric : metrics) {
            scope.message(2, metric);
        }
        // The resource comes last, which the format allows.
        WireWriter all = new WireWriter().message(2, scope).message(1, resource);
        return new WireWriter().message(1, all).toBytes();
    }

    static WireWriter resource(String... namesAndValues) {
        WireWriter resource = new WireWriter();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            resource.message(1, attribute(namesAndValues[i], namesAndValues[i + 1]));
        }
        return resource;
    }

    static WireWriter attribute(String name, String value) {
        return new WireWriter().text(1, name).message(2, new WireWriter().text(1, value));
    }

    static WireWriter gauge(String name, String unit, WireWriter... points) {
        return new WireWriter().text(1, name).text(3, unit).message(5, points(points));
    }

    static WireWriter sum(String name, String unit, int temporality, boolean monotonic, WireWriter... points) {
        WireWriter data = points(points).varint(2, temporality).varint(3, monotonic ? 1 : 0);
        return new WireWriter().text(1, name).text(3, unit).message(7, data);
    }

    static WireWriter points(WireWriter... points) {
        WireWriter data = new WireWriter();
        for (WireWriter point : points) {
            data.message(1, point);
        }
        return data;
    }

    static WireWriter real(double value, String... attributes) {
        WireWriter point = new WireWriter().fixed64(3, NANOS).real64(4, value);
        for (int i = 0; i < attributes.length; i += 2) {
            point.message(7, attribute(attributes[i], attributes[i + 1]));
        }
        return point;
    }

    static WireWriter whole(long value) {
        return new WireWriter().fixed64(3, NANOS).fixed64(6, value);
    }
}
