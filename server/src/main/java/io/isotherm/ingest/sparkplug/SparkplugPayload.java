package io.isotherm.ingest.sparkplug;

import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.ingest.proto.WireReader;
import io.isotherm.ingest.sparkplug.SparkplugMetric.Value;
import io.isotherm.ingest.text.Quoted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * A payload (eclipse/tahu, sparkplug_b.proto, {@code Payload}), and the same in a compressed one.
 *
 * @param time epoch milliseconds; 0 where it has none
 * @param sequence 0 to 255; -1 where it has none
 */
record SparkplugPayload(long time, int sequence, List<SparkplugMetric> metrics) {
    /** The most metrics of one payload. */
    static final int MAX_METRICS = 10_000;

    /** The most bytes that a compressed payload may become. */
    static final int MAX_INFLATED = 2_000_000;

    private static final String COMPRESSED = "SPBV1.0_COMPRESSED";

    /** @throws MalformedProtoException with a sentence for the sender, for what is no payload, or more than is read */
    static SparkplugPayload parse(byte[] bytes) throws MalformedProtoException {
        return parse(bytes, true);
    }

    private static SparkplugPayload parse(byte[] bytes, boolean outer) throws MalformedProtoException {
        long time = 0;
        int sequence = -1;
        String uuid = "";
        byte[] body = null;
        List<SparkplugMetric> metrics = new ArrayList<>();
        WireReader reader = new WireReader(bytes);
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> time = reader.varint();
                case 2 -> {
                    if (metrics.size() == MAX_METRICS) {
                        throw new MalformedProtoException("A payload may have " + MAX_METRICS + " metrics.");
                    }
                    metrics.add(SparkplugMetric.read(reader.message()));
                }
                case 3 -> sequence = (int) (reader.varint() & 0xFF);
                case 4 -> uuid = reader.text();
                case 5 -> body = reader.bytes();
                default -> {}
            }
        }
        if (!uuid.equals(COMPRESSED) || body == null) {
            return new SparkplugPayload(time, sequence, metrics);
        }
        if (!outer) {
            throw new MalformedProtoException("A compressed payload is within a compressed payload.");
        }
        SparkplugPayload inner = parse(inflate(body, algorithm(metrics)), false);
        return new SparkplugPayload(
                inner.time == 0 ? time : inner.time, inner.sequence < 0 ? sequence : inner.sequence, inner.metrics);
    }

    private static String algorithm(List<SparkplugMetric> metrics) {
        for (SparkplugMetric metric : metrics) {
            if ("algorithm".equals(metric.name()) && metric.value() instanceof Value.Text text) {
                return text.text();
            }
        }
        return "DEFLATE";
    }

    private static byte[] inflate(byte[] body, String algorithm) throws MalformedProtoException {
        try (InputStream stream = stream(body, algorithm)) {
            byte[] bytes = stream.readNBytes(MAX_INFLATED + 1);
            if (bytes.length > MAX_INFLATED) {
                throw new MalformedProtoException(
                        "A compressed payload may become " + MAX_INFLATED + " bytes, and this one becomes more.");
            }
            return bytes;
        } catch (IOException e) {
            throw new MalformedProtoException("The compressed payload is not " + plain(algorithm) + ".");
        }
    }

    private static InputStream stream(byte[] body, String algorithm) throws IOException, MalformedProtoException {
        ByteArrayInputStream bytes = new ByteArrayInputStream(body);
        return switch (algorithm) {
            case "GZIP" -> new GZIPInputStream(bytes);
            case "DEFLATE" -> new InflaterInputStream(bytes);
            default ->
                throw new MalformedProtoException(
                        "A payload may be compressed with GZIP or DEFLATE, not with " + plain(algorithm) + ".");
        };
    }

    private static String plain(String text) {
        return Quoted.of(text);
    }

    /** The number of the birth that belongs to a death; -1 where the payload does not tell. */
    long birthNumber() {
        for (SparkplugMetric metric : metrics) {
            if ("bdSeq".equals(metric.name()) && metric.value() instanceof Value.Whole whole) {
                return whole.bits();
            }
        }
        return -1;
    }
}
