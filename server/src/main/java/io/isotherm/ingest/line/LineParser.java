package io.isotherm.ingest.line;

import io.isotherm.model.IncomingBatch;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Reads InfluxDB line protocol (docs.influxdata.com, "Line protocol"; what the text leaves open as InfluxDB 2.7 does
 * it): {@code measurement,tag=value field=1.5,other=2i 1795500000000000000}. Each numeric field is a reading; booleans
 * and strings are passed over. {@code NaN}, which Influx refuses, is a reading of a sensor that could not measure.
 *
 * <p>A line that cannot be understood is one refusal, with its position from 0 as the item, and costs no other line.
 * Where a string does not end as it must, the next line begins after the first line break.
 *
 * <p>Bounds: a line has {@value #MOST_LINE} bytes, its measurement and tags together {@value #MOST_SERIES} bytes and
 * {@value #MOST_TAGS} tags, {@value #MOST_FIELDS} fields, a field's name {@value #MOST_NAME} bytes; a body
 * {@value #MOST_READINGS} readings and as many lines. Its bytes are the caller's to bound. Series are remembered in
 * bounded memory, so that a point allocates nothing. May be called from any thread, several at once.
 */
public final class LineParser {
    /** Bytes of a body, as it came and inflated, that callers take. */
    public static final int MAX_BYTES = 25_000_000;

    static final int MOST_READINGS = 1_000_000;
    static final int MOST_LINE = 65_536;
    static final int MOST_SERIES = 4_096;
    static final int MOST_TAGS = 100;
    static final int MOST_FIELDS = 1_000;
    static final int MOST_NAME = 255;

    private final SensorNaming naming;
    private final SeriesCache cache;
    // As many as parse at once.
    private final ConcurrentLinkedQueue<Slots> slots = new ConcurrentLinkedQueue<>();

    /**
     * @param rules which series and fields are which sensors
     * @param memory bytes that series may take to be remembered; beyond, parsing is slower
     */
    public LineParser(LineRules rules, long memory) {
        this.naming = rules;
        this.cache = new SeriesCache(memory);
    }

    /**
     * @param length how many bytes of the text count
     * @throws LineLimitException when there is more than is taken at once
     */
    public IncomingBatch parse(byte[] text, int length, Precision precision) throws LineLimitException {
        SeriesCache.Table table = cache.table();
        Slots mine = slots.poll();
        if (mine == null) {
            mine = new Slots(table.numbers());
        }
        mine.clear();
        try {
            return new LineScan(text, length, precision, cache, table, naming, mine).scan();
        } finally {
            slots.add(mine);
        }
    }
}
