package io.isotherm.ingest.line;

import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which series and fields are which sensors, where the default is not what is wanted. The first rule that matches a
 * series decides; in it, the first entry that matches the field.
 */
public record LineRules(List<Rule> rules) implements SensorNaming {
    /** Everything is named by default. */
    public static final LineRules NONE = new LineRules(List.of());

    /**
     * @param measurement which measurements it is for
     * @param tags which values these tags must have
     * @param ignore whether such series are passed over
     * @param device makes the device; the rule is not for series without the tags that it names; null for the default
     * @param fields by the field's name, in the order in which they are asked
     */
    record Rule(
            Glob measurement,
            Map<String, Glob> tags,
            boolean ignore,
            @Nullable DeviceTemplate device,
            List<FieldRule> fields) {

        /** The device's name; null where the rule is not for this series. */
        @Nullable
        String device(SeriesName series) {
            boolean matches = measurement.matches(series.measurement());
            for (Map.Entry<String, Glob> tag : tags.entrySet()) {
                String value = series.tag(tag.getKey());
                matches &= value != null && tag.getValue().matches(value);
            }
            if (!matches) {
                return null;
            }
            return device == null ? DefaultNaming.device(series) : device.device(series);
        }
    }

    /**
     * @param ignore whether such fields are passed over
     * @param sensor the sensor's part of the key; null for the field's name
     * @param quantity null for what the name tells, or the unit given here
     * @param unit null for what the name tells
     */
    record FieldRule(
            Glob field,
            boolean ignore,
            @Nullable String sensor,
            @Nullable Quantity quantity,
            @Nullable Unit unit) {
        static final FieldRule NOTHING = new FieldRule(Glob.ANY, false, null, null, null);
    }

    public LineRules {
        rules = List.copyOf(rules);
    }

    @Override
    public @Nullable Named name(SeriesName series, String field) {
        for (Rule rule : rules) {
            String device = rule.device(series);
            if (device != null) {
                return rule.ignore ? null : name(rule, device, series, field);
            }
        }
        return DefaultNaming.name(series, field);
    }

    private static @Nullable Named name(Rule rule, String device, SeriesName series, String field) {
        FieldRule given = FieldRule.NOTHING;
        for (FieldRule entry : rule.fields) {
            if (entry.field.matches(field)) {
                given = entry;
                break;
            }
        }
        if (given.ignore) {
            return null;
        }
        FieldMeaning meaning = FieldMeaning.of(series, field);
        Unit unit = given.unit != null ? given.unit : meaning.unit();
        Quantity quantity = given.quantity;
        if (quantity == null) {
            quantity = given.unit == null
                            || given.unit.convertsTo(meaning.quantity().unit())
                    ? meaning.quantity()
                    : Quantity.ofUnit(given.unit);
        } else if (given.unit == null && unit != null && !unit.convertsTo(quantity.unit())) {
            // The name told a unit of something else than what the rule says that it is.
            unit = null;
        }
        String sensor = given.sensor != null ? given.sensor : field;
        return new Named(new SensorKey(DefaultNaming.key(device, sensor), quantity), unit);
    }
}
