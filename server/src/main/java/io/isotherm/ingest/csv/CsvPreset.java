package io.isotherm.ingest.csv;

import io.isotherm.ingest.csv.CsvColumn.Role;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files that are known by their header, and what their columns are. What a preset does not tell is guessed as in any
 * other file. Where each header is from: {@code docs/guide/importing.md}.
 */
public enum CsvPreset {
    ISOTHERM("isotherm", "Isotherm's own export"),
    ISOTHERM_BEFORE("isotherm-before", "Isotherm's own export, before it told what was sent"),
    HOME_ASSISTANT("home-assistant", "Home Assistant history"),
    INFLUXDB("influxdb", "InfluxDB annotated CSV"),
    THINGSPEAK("thingspeak", "ThingSpeak feed"),
    LASCAR("lascar", "Lascar EL-USB (EasyLog)"),
    HOBO("hobo", "Onset HOBO"),
    ELITECH("elitech", "Elitech (ElitechLog)"),
    TESTO("testo", "Testo"),
    SENSITECH("sensitech", "Sensitech TempTale"),
    LOGTAG("logtag", "LogTag"),
    SENSORPUSH("sensorpush", "SensorPush"),
    GOVEE("govee", "Govee Home"),
    INKBIRD("inkbird", "Inkbird"),
    RUUVI("ruuvi", "Ruuvi Station");

    private static final Pattern LOGGER_NAME = Pattern.compile("(?i)\\(?(?:LGR )?S/N:? *([0-9A-Za-z-]{3,40})");

    private final String id;
    private final String title;

    CsvPreset(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** The name in formats and options. */
    public String id() {
        return id;
    }

    /** What people call it. */
    public String title() {
        return title;
    }

    /**
     * The one that writes such files; null for none that is known.
     *
     * @param header the cells of the header; empty where there is none
     * @param before the lines before it
     */
    static @Nullable CsvPreset of(List<String> header, String before) {
        List<String> names = header.stream()
                .map(cell -> cell.strip().toLowerCase(Locale.ROOT))
                .toList();
        for (CsvPreset preset : values()) {
            if (preset.matches(names, before.toLowerCase(Locale.ROOT))) {
                return preset;
            }
        }
        return null;
    }

    private boolean matches(List<String> names, String before) {
        return switch (this) {
            case ISOTHERM ->
                names.equals(List.of("time", "sensor", "name", "value", "unit", "quality", "sent", "sent_unit"));
            case ISOTHERM_BEFORE -> names.equals(List.of("time", "sensor", "name", "value", "unit", "quality"));
            case HOME_ASSISTANT ->
                names.contains("entity_id") && names.contains("state") && any(names, "last_changed|last_updated");
            case INFLUXDB -> names.contains("_time") && names.contains("_value");
            case THINGSPEAK -> names.contains("created_at") && names.contains("entry_id");
            case LASCAR ->
                names.size() > 2
                        && names.get(1).equals("time")
                        && any(names, "(celsius|fahrenheit)\\s*\\(.*")
                        && any(names, "serial number|high alarm.*|dew point.*");
            case HOBO ->
                any(names, "date time, gmt[+-].*") || (before.contains("plot title") && any(names, "date time.*"));
            case ELITECH ->
                before.contains("elitech")
                        || (any(names, "no\\.?|number|#")
                                && any(names, "time|date/time|logging time")
                                && any(names, "temperature\\s*\\(?°[cf]\\)?"));
            case TESTO -> before.contains("testo") || any(names, "testo.*");
            case SENSITECH -> before.contains("temptale") || before.contains("sensitech");
            case LOGTAG -> before.contains("logtag");
            case SENSORPUSH -> names.contains("sensorid") && names.contains("observed");
            case GOVEE -> any(names, "timestamp for sample frequency.*");
            case INKBIRD -> before.contains("inkbird") || any(names, "inkbird.*");
            case RUUVI -> before.contains("ruuvi") || any(names, "measurement sequence.*");
        };
    }

    private static boolean any(List<String> names, String pattern) {
        return names.stream().anyMatch(name -> name.matches(pattern));
    }

    /** What a column of this name is; null where that is to be guessed. */
    @Nullable
    Role role(String header) {
        String name = header.strip().toLowerCase(Locale.ROOT);
        return switch (this) {
            // What was sent, not what is shown of it: that is converted, and corrected by calibrations.
            case ISOTHERM ->
                switch (name) {
                    case "sent" -> Role.VALUE;
                    case "sent_unit" -> Role.UNIT;
                    case "", "value", "unit" -> Role.IGNORE;
                    default -> Role.of(name);
                };
            case ISOTHERM_BEFORE -> name.isEmpty() ? Role.IGNORE : Role.of(name);
            case HOME_ASSISTANT ->
                switch (name) {
                    case "entity_id" -> Role.SENSOR;
                    case "state" -> Role.VALUE;
                    case "last_changed" -> Role.TIME;
                    case "last_updated" -> null;
                    default -> Role.IGNORE;
                };
            case INFLUXDB ->
                switch (name) {
                    case "_time" -> Role.TIME;
                    case "_value" -> Role.VALUE;
                    case "", "result", "table", "_start", "_stop" -> Role.IGNORE;
                    default -> Role.SENSOR;
                };
            case THINGSPEAK ->
                switch (name) {
                    case "created_at" -> Role.TIME;
                    case "entry_id", "latitude", "longitude", "elevation", "status" -> Role.IGNORE;
                    default -> null;
                };
            case LASCAR -> name.equals("time") ? Role.TIME : null;
            case SENSORPUSH ->
                switch (name) {
                    case "sensorid" -> Role.SENSOR;
                    case "observed" -> Role.TIME;
                    default -> null;
                };
            default -> null;
        };
    }

    /** What the file itself calls its logger; null where it does not. */
    @Nullable
    String sensor(List<String> header, String before) {
        if (this == LASCAR) {
            // The first cell is the logger's name, whatever the rest of its column counts.
            String name = header.getFirst().strip();
            return name.isEmpty() ? null : name;
        }
        if (this == HOBO) {
            var number = LOGGER_NAME.matcher(String.join(" ", header));
            return number.find() ? number.group(1) : null;
        }
        return null;
    }

    /** Whether lines that begin with {@code #} are no readings. */
    boolean hasComments() {
        return this == INFLUXDB;
    }
}
