package io.isotherm.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isotherm.ingest.csv.Finding.Confidence;
import io.isotherm.ingest.csv.SampleCell.Shape;
import io.isotherm.ingest.text.Quoted;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a sample writes its times, and in which zone. Pure. */
final class DateGuess {
    private static final DateForm[] WRITTEN = {DateForm.YMD, DateForm.DMY, DateForm.MDY};
    private static final Pattern OFFSET =
            Pattern.compile("(?i)(?:GMT|UTC)\\s*(?:([+\\u2212-])\\s*(\\d{1,2})(?::?(\\d{2}))?)?(?![A-Za-z])");
    private static final Pattern NAMED = Pattern.compile(
            "\\b((?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|" + "Indian|Pacific)/[A-Za-z_/+-]+)");

    private DateGuess() {}

    /** What was found, and what is to be asked. */
    record Form(DateForm form, Finding finding, @Nullable Question question) {}

    record Zone(
            @Nullable ZoneId zone,
            Finding finding,
            @Nullable Question question) {}

    /** @param cells of the time's column, or the date's */
    static Form form(List<String> cells) {
        List<String> dates = new ArrayList<>();
        for (String cell : cells) {
            Shape shape = SampleCell.shape(cell);
            if (shape == Shape.EPOCH) {
                DateForm form = switch (cell.replaceAll("[.,].*", "").length()) {
                    case 10 -> DateForm.EPOCH_S;
                    case 13 -> DateForm.EPOCH_MS;
                    case 16 -> DateForm.EPOCH_US;
                    default -> DateForm.EPOCH_NS;
                };
                return sure(form, "They have as many digits as " + form.id() + " has now.");
            }
            if (shape == Shape.SERIAL) {
                return sure(DateForm.EXCEL, "They are days of a spreadsheet's calendar.");
            }
            if (shape == Shape.DATETIME || shape == Shape.DATE) {
                dates.add(cell);
            }
        }
        return written(dates);
    }

    private static Form written(List<String> dates) {
        List<DateForm> fitting = new ArrayList<>();
        for (DateForm form : WRITTEN) {
            long count =
                    dates.stream().filter(cell -> SampleCell.isDate(cell, form)).count();
            // A few damaged rows do not decide.
            if (count >= Math.max(1, dates.size() - dates.size() / 50)) {
                fitting.add(form);
            }
        }
        String example = dates.isEmpty() ? "" : dates.getFirst();
        if (fitting.isEmpty()) {
            return new Form(
                    DateForm.YMD,
                    new Finding("dates", Confidence.ASSUMED, "The dates are of no single form."),
                    new Question(
                            "dates",
                            "The dates are written in different ways: which one is it?",
                            names(WRITTEN),
                            null));
        }
        if (fitting.size() == 1) {
            DateForm form = fitting.getFirst();
            String proof =
                    dates.stream().filter(cell -> only(cell, form)).findFirst().orElse(example);
            return sure(form, "Only so " + Quoted.of(proof) + " is a date.");
        }
        if (fitting.contains(DateForm.DMY) && example.matches("\\d{1,2}\\.\\s?\\d{1,2}\\..*")) {
            return new Form(
                    DateForm.DMY,
                    new Finding("dates", Confidence.LIKELY, "With points between them the day comes first."),
                    null);
        }
        return new Form(
                fitting.contains(DateForm.DMY) ? DateForm.DMY : fitting.getFirst(),
                new Finding("dates", Confidence.ASSUMED, "No number is over 12 that would tell day and month apart."),
                new Question(
                        "dates",
                        "The date " + Quoted.of(example)
                                + " can be read in several ways, and no other one of the sample"
                                + " decides: which comes first?",
                        names(fitting.toArray(new DateForm[0])),
                        null));
    }

    private static boolean only(String cell, DateForm form) {
        for (DateForm other : WRITTEN) {
            if (other != form && SampleCell.isDate(cell, other)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> names(DateForm... forms) {
        return java.util.Arrays.stream(forms).map(DateForm::id).toList();
    }

    private static Form sure(DateForm form, String why) {
        return new Form(form, new Finding("dates", Confidence.CERTAIN, why), null);
    }

    /**
     * @param cells of the column that has the time of day
     * @param header its name
     * @param before the lines before the readings
     */
    static Zone zone(DateForm form, List<String> cells, String header, String before) {
        if (form.isEpoch()) {
            return new Zone(null, new Finding("zone", Confidence.CERTAIN, "The times count from 1970 in UTC."), null);
        }
        long times = cells.stream().filter(cell -> !cell.isEmpty()).count();
        if (times > 0 && cells.stream().filter(cell -> isZoned(form, cell)).count() > times / 2) {
            return new Zone(
                    null, new Finding("zone", Confidence.CERTAIN, "The times tell their offset from UTC."), null);
        }
        ZoneId named = find(header);
        if (named != null) {
            return new Zone(named, new Finding("zone", Confidence.CERTAIN, "The header says so."), null);
        }
        for (String line : before.split("\n", -1)) {
            // Any line may speak of UTC; one that speaks of anything else's offset is rare.
            ZoneId told = line.length() > 300 ? null : find(line);
            if (told != null) {
                return new Zone(
                        told,
                        new Finding("zone", Confidence.LIKELY, "The line " + Quoted.of(line) + " says so."),
                        null);
            }
        }
        return new Zone(
                null,
                new Finding("zone", Confidence.ASSUMED, "The file does not tell."),
                new Question(
                        "zone",
                        "The times have no zone: on which clock were they taken? A zone such as Europe/Berlin, UTC, or an"
                                + " offset such as +02:00.",
                        List.of(),
                        null));
    }

    private static boolean isZoned(DateForm form, String cell) {
        byte[] bytes = cell.getBytes(UTF_8);
        CsvTime time = new CsvTime(form, '.');
        return (time.parse(bytes, 0, bytes.length) && time.isZoned())
                || cell.matches("\\d{1,2}:\\d{2}.*(Z|UTC|GMT|[+-]\\d{2}:?\\d{2})");
    }

    private static @Nullable ZoneId find(String text) {
        Matcher named = NAMED.matcher(text);
        try {
            if (named.find()) {
                return ZoneId.of(named.group(1));
            }
            Matcher offset = OFFSET.matcher(text);
            if (!offset.find()) {
                return null;
            }
            if (offset.group(1) == null) {
                return ZoneOffset.UTC;
            }
            int sign = offset.group(1).equals("+") ? 1 : -1;
            int minutes = offset.group(3) == null ? 0 : Integer.parseInt(offset.group(3));
            return ZoneOffset.ofHoursMinutes(sign * Integer.parseInt(offset.group(2)), sign * minutes);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
