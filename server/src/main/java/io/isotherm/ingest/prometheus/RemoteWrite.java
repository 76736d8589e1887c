package io.isotherm.ingest.prometheus;

import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.ingest.proto.WireReader;
import io.isotherm.ingest.text.NamedMetric;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a Prometheus writes to a remote store: {@code prometheus.WriteRequest} of remote-write 1.0 (prometheus,
 * prompb/remote.proto and types.proto) and {@code io.prometheus.write.v2.Request} of 2.0
 * (prompb/io/prometheus/write/v2/types.proto). A Prometheus sends all that it scrapes: a series whose name is no
 * quantity of the environment ({@link NamedMetric}) is passed over and counted, not refused.
 *
 * <p>The value 0x7ff0000000000002 (specification, "Samples") says that a series ended; it is no reading. Any other NaN is
 * one, a sensor that has no value.
 */
final class RemoteWrite {
    /** The most series, the most samples, and in 2.0 the most symbols, of one message. */
    static final int MAX_SERIES = 100_000;

    static final int MAX_SAMPLES = 100_000;
    static final int MAX_SYMBOLS = 200_000;

    /** A label takes two, and there are three more than {@link Labels#MAX}. */
    private static final int MAX_REFERENCES = 2 * (Labels.MAX + 4);

    private static final int UNSPECIFIED = 0;
    private static final int GAUGE = 2;
    private static final long STALE = 0x7ff0000000000002L;

    /** Which message the body is. */
    enum Version {
        ONE,
        TWO
    }

    /**
     * What a message held.
     *
     * @param batch the readings
     * @param passed samples that are no readings, for what their series measures or for being a series' end
     * @param histograms native histograms, which are passed over
     * @param exemplars likewise
     */
    record Content(IncomingBatch batch, int passed, int histograms, int exemplars) {}

    private final Version version;
    private final IncomingBatch.Builder batch = new IncomingBatch.Builder();
    private final Labels labels = new Labels();
    private final List<String> symbols = new ArrayList<>();
    /** What names tell, as a message has many series of one name. */
    private final Map<String, Optional<NamedMetric>> metrics = new HashMap<>();

    private final List<Integer> references = new ArrayList<>();
    private String unit = "";
    private boolean gauge;
    private int series;
    private int samples;
    private int kept;
    private int refused;
    private int histograms;
    private int exemplars;

    private RemoteWrite(Version version) {
        this.version = version;
    }

    /** @throws MalformedProtoException for what is no such message, or more of it than is read */
    static Content parse(byte[] message, Version version) throws MalformedProtoException {
        return new RemoteWrite(version).read(new WireReader(message));
    }

    private Content read(WireReader message) throws MalformedProtoException {
        if (version == Version.TWO) {
            readSymbols(message.again());
        }
        int field = version == Version.ONE ? 1 : 5;
        while (message.next()) {
            if (message.field() == field) {
                if (++series > MAX_SERIES) {
                    throw new MalformedProtoException("A message may have " + MAX_SERIES + " series: send several.");
                }
                readSeries(message.message());
            }
        }
        return new Content(batch.build(), samples - kept - refused, histograms, exemplars);
    }

    private void readSymbols(WireReader message) throws MalformedProtoException {
        while (message.next()) {
            if (message.field() == 4) {
                if (symbols.size() == MAX_SYMBOLS) {
                    throw new MalformedProtoException("A message may have " + MAX_SYMBOLS + " symbols: send several.");
                }
                symbols.add(message.text());
            }
        }
    }

    private void readSeries(WireReader reader) throws MalformedProtoException {
        labels.clear();
        references.clear();
        unit = "";
        gauge = true;
        int before = samples;
        scan(reader);
        int mine = samples - before;
        if (mine == 0) {
            return;
        }
        String fault = resolve();
        if (fault == null && (!gauge || labels.isAggregate() || labels.name().isEmpty())) {
            return;
        }
        try {
            NamedMetric metric = fault == null ? metric() : null;
            fault = metric == null ? fault : labels.fault();
            if (fault != null) {
                refuse(before, mine, "Series " + series + " " + fault + ".");
            } else if (metric != null) {
                SensorKey key = new SensorKey(labels.key(), metric.quantity());
                addSamples(reader.again(), key, metric, before);
                if (labels.sensorName() != null) {
                    batch.hint(new SensorHint(key, labels.sensorName(), null, metric.unit()));
                }
            }
        } catch (IllegalArgumentException e) {
            refuse(before, mine, "Series " + series + ", " + Quoted.of(labels.name()) + ": " + e.getMessage());
        }
    }

    private void scan(WireReader reader) throws MalformedProtoException {
        while (reader.next()) {
            int field = reader.field();
            if (field == 2) {
                if (++samples > MAX_SAMPLES) {
                    throw new MalformedProtoException("A message may have " + MAX_SAMPLES + " samples: send several.");
                }
            } else if (version == Version.ONE) {
                switch (field) {
                    case 1 -> readLabel(reader.message());
                    case 3 -> exemplars++;
                    case 4 -> histograms++;
                    default -> {}
                }
            } else {
                switch (field) {
                    case 1 -> reader.varints(this::addReference);
                    case 3 -> histograms++;
                    case 4 -> exemplars++;
                    case 5 -> readMetadata(reader.message());
                    default -> {}
                }
            }
        }
    }

    // The name's own unit comes first: it is what the metric has been called for.
    private @Nullable NamedMetric metric() {
        NamedMetric named = metrics.computeIfAbsent(
                        labels.name(), name -> Optional.ofNullable(NamedMetric.of(name, null)))
                .orElse(null);
        boolean told = named != null && named.unit() != null;
        return told || unit.isEmpty() ? named : NamedMetric.of(labels.name(), unit);
    }

    private void refuse(int item, int count, String detail) {
        batch.refuse(item, detail);
        refused += count;
    }

    private void readLabel(WireReader label) throws MalformedProtoException {
        String name = "";
        String value = "";
        while (label.next()) {
            if (label.field() == 1) {
                name = label.text();
            } else if (label.field() == 2) {
                value = label.text();
            }
        }
        labels.add(name, value);
    }

    private void addReference(long reference) {
        if (references.size() < MAX_REFERENCES) {
            references.add(reference < 0 || reference > Integer.MAX_VALUE ? -1 : (int) reference);
        }
    }

    /** Turns references into labels; what is wrong with them, as a sentence's end, or null. */
    private @Nullable String resolve() {
        if (references.size() == MAX_REFERENCES) {
            return "has more than " + Labels.MAX + " labels";
        }
        if (references.size() % 2 != 0) {
            return "has a label without a value";
        }
        for (int i = 0; i < references.size(); i += 2) {
            int name = references.get(i);
            int value = references.get(i + 1);
            if (!isSymbol(name) || !isSymbol(value)) {
                return "refers to a symbol that is not there: there are " + symbols.size();
            }
            labels.add(symbols.get(name), symbols.get(value));
        }
        return null;
    }

    private boolean isSymbol(long index) {
        return index >= 0 && index < symbols.size();
    }

    private void readMetadata(WireReader reader) throws MalformedProtoException {
        while (reader.next()) {
            if (reader.field() == 1) {
                long type = reader.varint();
                gauge = type == UNSPECIFIED || type == GAUGE;
            } else if (reader.field() == 4) {
                long reference = reader.varint();
                unit = isSymbol(reference) ? symbols.get((int) reference) : "";
            }
        }
    }

    private void addSamples(WireReader reader, SensorKey key, NamedMetric metric, int first)
            throws MalformedProtoException {
        int item = first;
        while (reader.next()) {
            if (reader.field() == 2) {
                addSample(reader.message(), key, metric, item++);
            }
        }
    }

    private void addSample(WireReader sample, SensorKey key, NamedMetric metric, int item)
            throws MalformedProtoException {
        // A field that has the value 0 is left out (proto3).
        double value = 0;
        long time = 0;
        while (sample.next()) {
            if (sample.field() == 1) {
                value = sample.real64();
            } else if (sample.field() == 2) {
                time = sample.varint();
            }
        }
        if (Double.doubleToRawLongBits(value) == STALE) {
            return;
        }
        // Also a ratio that is finite, and none any more as a percentage.
        double measured = metric.value(value);
        if (Double.isInfinite(measured)) {
            batch.refuse(item, key.key() + ": the value is infinite.");
            refused++;
            return;
        }
        batch.add(key, time, measured, metric.unit(), item);
        kept++;
    }
}
