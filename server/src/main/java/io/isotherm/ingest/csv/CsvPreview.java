package io.isotherm.ingest.csv;

import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a file as it would be read.
 *
 * @param readings the first of them
 * @param refused the first that would not be kept
 * @param sensors how many sensors the sample has
 */
public record CsvPreview(List<Reading> readings, List<Refused> refused, int sensors) {
    private static final int MOST = 20;

    /** @param time epoch milliseconds */
    public record Reading(
            long line,
            SensorKey key,
            long time,
            double value,
            @Nullable Unit unit) {}

    public record Refused(long line, String detail) {}

    /** @param sample the file's beginning, of which a half row at the end is left out */
    public static CsvPreview of(byte[] sample, CsvFormat format, UnaryOperator<String> known) {
        List<Reading> readings = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        int[] sensors = new int[1];
        CsvReadings.Sink sink = new CsvReadings.Sink() {
            @Override
            public void met(SensorKey key, String name, @Nullable Unit unit) {
                sensors[0]++;
            }

            @Override
            public void reading(SensorKey key, long time, double value, @Nullable Unit unit, long line) {
                if (readings.size() < MOST) {
                    readings.add(new Reading(line, key, time, value, unit));
                }
            }

            @Override
            public void refused(long line, String detail) {
                if (refused.size() < MOST) {
                    refused.add(new Refused(line, detail));
                }
            }
        };
        byte[] whole = wholeRows(sample);
        try (CsvReadings rows = new CsvReadings(new ByteArrayInputStream(whole), format, known)) {
            while (rows.next(sink)) {
                // To the end of the sample, to see what is refused.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CsvPreview(List.copyOf(readings), List.copyOf(refused), sensors[0]);
    }

    private static byte[] wholeRows(byte[] sample) {
        if (sample.length < CsvGuess.SAMPLE) {
            return sample;
        }
        int end = CsvGuess.SAMPLE;
        while (end > 0 && sample[end - 1] != '\n') {
            end--;
        }
        return Arrays.copyOf(sample, end == 0 ? CsvGuess.SAMPLE : end);
    }
}
