package io.isotherm.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A random table, written as one logger or another would, is guessed and read back. */
class CsvDialectsTest {
    private static final String[] ZONES = {"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "+03:00"};
    private static final String[] UNITS = {"°C", "°F", "K"};

    /** How one file is written. */
    private record Dialect(
            char delimiter,
            char decimal,
            boolean groups,
            String pattern,
            DateForm form,
            boolean split,
            boolean wide,
            ZoneId zone,
            boolean zoneInHeader,
            String unit,
            String charset,
            String preamble,
            String lineEnd,
            boolean quoted,
            boolean counter) {
        static Dialect random(Random random) {
            char delimiter = ",;\t|".charAt(random.nextInt(4));
            char decimal = random.nextBoolean() ? '.' : ',';
            Object[][] patterns = {
                {"yyyy-MM-dd HH:mm:ss", DateForm.YMD},
                {"yyyy/M/d H:mm", DateForm.YMD},
                {"yyyy-MM-dd'T'HH:mm:ss.SSS", DateForm.YMD},
                {"dd.MM.yyyy HH:mm:ss", DateForm.DMY},
                {"d/M/yy H:mm", DateForm.DMY},
                {"dd-MM-yyyy hh:mm:ss a", DateForm.DMY},
                {"MM/dd/yyyy HH:mm", DateForm.MDY},
                {"M/d/yy h:mm:ss a", DateForm.MDY},
                {"dd-MMM-yyyy HH:mm:ss", DateForm.DMY},
            };
            Object[] pattern = patterns[random.nextInt(patterns.length)];
            boolean wide = random.nextBoolean();
            ZoneId zone = ZoneId.of(ZONES[random.nextInt(ZONES.length)]);
            return new Dialect(
                    delimiter,
                    decimal,
                    random.nextInt(4) == 0,
                    (String) pattern[0],
                    (DateForm) pattern[1],
                    random.nextInt(3) == 0 && !((String) pattern[0]).contains("'T'"),
                    wide,
                    zone,
                    random.nextBoolean()
                            && (zone.getId().equals("UTC") || zone.getId().startsWith("+")),
                    UNITS[random.nextInt(3)],
                    new String[] {"UTF-8", "UTF-16LE", "windows-1252", "BOM"}[random.nextInt(4)],
                    random.nextBoolean() ? "" : "Logger\nSerial number: 12,5;7\n",
                    random.nextBoolean() ? "\r\n" : "\n",
                    random.nextBoolean() || decimal == delimiter,
                    random.nextBoolean());
        }

        String cell(String text) {
            boolean needed = text.indexOf(delimiter) >= 0 || text.indexOf('"') >= 0;
            return quoted || needed ? '"' + text.replace("\"", "\"\"") + '"' : text;
        }

        String time(Instant time) {
            String pattern = split ? this.pattern.replace(" ", "\u0001") : this.pattern;
            return DateTimeFormatter.ofPattern(pattern.replace("\u0001", " "), Locale.US)
                    .format(LocalDateTime.ofInstant(time, zone));
        }

        String number(double value) {
            DecimalFormatSymbols symbols = new DecimalFormatSymbols(Locale.ROOT);
            symbols.setDecimalSeparator(decimal);
            symbols.setGroupingSeparator(decimal == ',' ? '.' : ',');
            DecimalFormat format = new DecimalFormat(groups ? "#,##0.0#" : "0.0#", symbols);
            return format.format(value);
        }

        byte[] bytes(String text) {
            return charset.equals("BOM")
                    ? ("\uFEFF" + text).getBytes(java.nio.charset.StandardCharsets.UTF_8)
                    : text.getBytes(Charset.forName(charset));
        }
    }

    @Test
    void whateverTheDialectTheReadingsAreThose() throws IOException {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            Dialect dialect = Dialect.random(random);
            List<String> expected = new ArrayList<>();
            String file = file(dialect, random, expected);
            byte[] bytes = dialect.bytes(file);
            Map<String, String> answers = new HashMap<>(Map.of("name", "log.csv"));
            CsvGuess guess = CsvGuess.of(bytes, CsvOptions.of(answers));
            for (Question question : guess.questions()) {
                switch (question.option()) {
                    case "zone" -> answers.put("zone", dialect.zone().getId());
                    case "dates" -> answers.put("dates", dialect.form().id());
                    default ->
                        throw new AssertionError("seed " + seed + " " + dialect + " asks " + question + "\n" + file);
                }
            }
            guess = CsvGuess.of(bytes, CsvOptions.of(answers));
            assertThat(guess.isReady())
                    .as("seed %s %s %s%n%s", seed, dialect, guess, file)
                    .isTrue();
            assertThat(CsvGuessTest.read(bytes, guess))
                    .as("seed %s %s %s%n%s", seed, dialect, guess.format(), file)
                    .isEqualTo(expected);
        }
    }

    // Minutes apart, so that the repeated hour of autumn is told by its order.
    private static String file(Dialect dialect, Random random, List<String> expected) {
        StringBuilder file = new StringBuilder(dialect.preamble().replace("\n", dialect.lineEnd()));
        String zone = dialect.zoneInHeader()
                ? " (" + (dialect.zone().getId().equals("UTC") ? "UTC" : "GMT" + dialect.zone()) + ")"
                : "";
        List<String> header = new ArrayList<>();
        if (dialect.counter()) {
            header.add("No.");
        }
        header.addAll(dialect.split() ? List.of("Date", "Time" + zone) : List.of("Time" + zone));
        List<String> values = dialect.wide()
                ? List.of("Temperature (" + dialect.unit() + ")", "Humidity (%)")
                : List.of("Sensor", "Temp " + dialect.unit());
        header.addAll(values);
        row(file, dialect, header);
        Instant time = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60L * random.nextInt(525_600));
        int rows = 3 + random.nextInt(60);
        for (int i = 1; i <= rows; i++) {
            time = time.plusSeconds(60L * (1 + random.nextInt(30)));
            double value = Math.rint(random.nextGaussian() * (dialect.groups() ? 200_000 : 2_000)) / 100 + 0.01;
            if (dialect.unit().equals("K")) {
                value = Math.abs(value);
            }
            value = Math.rint(value * 100) / 100;
            List<String> cells = new ArrayList<>();
            if (dialect.counter()) {
                cells.add(Integer.toString(i));
            }
            String written = dialect.time(time);
            int space = written.indexOf(' ');
            cells.addAll(
                    dialect.split()
                            ? List.of(written.substring(0, space), written.substring(space + 1))
                            : List.of(written));
            if (dialect.wide()) {
                cells.addAll(List.of(dialect.number(value), dialect.number(40.25)));
                expected.add("log/temperature " + time + " " + value + " " + dialect.unit());
                expected.add("log/humidity " + time + " 40.25 %");
            } else {
                String sensor = "fridge " + (char) ('a' + i % 3);
                cells.addAll(List.of(sensor, dialect.number(value)));
                expected.add(sensor + " " + time + " " + value + " " + dialect.unit());
            }
            row(file, dialect, cells);
        }
        return file.toString();
    }

    private static void row(StringBuilder file, Dialect dialect, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            file.append(i == 0 ? "" : dialect.delimiter()).append(dialect.cell(cells.get(i)));
        }
        file.append(dialect.lineEnd());
    }
}
