package io.isotherm.ingest.vendor;

import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * ESPHome: {@code PREFIX/sensor/OBJECT/state} with a bare value, {@code nan} where there is none, and
 * {@code PREFIX/status}. The topic tells neither quantity nor unit: they are what discovery said of it, else what the
 * object's name says ({@code fridge_temperature}), else the sensor measures something other.
 *
 * @see <a href="https://esphome.io/components/mqtt">MQTT client component</a>
 */
final class EspHome implements KnownTopics {
    private static final String DISCOVERY = "homeassistant/";
    private static final Pattern SENSOR =
            Pattern.compile("(.+)/(?:sensor/([^/]+)|climate/([^/]+)/current_temperature)/state");
    private static final Pattern STATUS = Pattern.compile("(.+)/status");
    private static final Pattern OTHER = Pattern.compile(".+/(?:sensor|binary_sensor|switch|light|fan|cover|number"
            + "|select|button|text_sensor|climate|lock|text|valve|event|datetime|alarm_control_panel|media_player|update)"
            + "/[^/]+(?:/[^/]+)?/(?:state|command)");

    private final Discoveries discoveries;

    EspHome(Discoveries discoveries) {
        this.discoveries = discoveries;
    }

    @Override
    public String protocol() {
        return "esphome";
    }

    @Override
    public boolean reads(String topic, @Nullable List<Object> path) {
        return path != null
                && path.isEmpty()
                && isOurs(topic)
                && SENSOR.matcher(topic).matches();
    }

    @Override
    public @Nullable SensorKey sensor(String topic, List<Object> path, Quantity quantity) {
        Matcher matcher = SENSOR.matcher(topic);
        if (!matcher.matches()) {
            return null;
        }
        String key = "esphome/" + matcher.group(1) + "/" + field(matcher);
        return DeviceMessage.isKey(key) ? new SensorKey(key, quantity) : null;
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        if (!isOurs(topic) || JsonPayload.looksLikeJson(payload)) {
            return null;
        }
        Matcher sensor = SENSOR.matcher(topic);
        if (sensor.matches()) {
            return value(topic, "esphome/" + sensor.group(1), field(sensor), payload);
        }
        Matcher status = STATUS.matcher(topic);
        if (status.matches()) {
            return status("esphome/" + status.group(1), JsonPayload.text(payload));
        }
        return OTHER.matcher(topic).matches() ? DeviceMessage.nothing() : null;
    }

    private static boolean isOurs(String topic) {
        return topic.length() <= 1_000 && !topic.startsWith(DISCOVERY);
    }

    private static String field(Matcher sensor) {
        return sensor.group(2) != null ? sensor.group(2) : sensor.group(3) + "_current_temperature";
    }

    private IncomingBatch value(String topic, String device, String field, byte[] payload) {
        DeviceMessage message = new DeviceMessage(device);
        if (payload.length == 0) {
            return message.build();
        }
        Discovered told = discoveries.bare(topic);
        Quantity named = Quantity.ofField(field).orElse(Quantity.OTHER);
        Discovered.Role role = told == null || told.role() == Discovered.Role.UNTOLD
                ? Discovered.ofDevice(named, field).orElse(Discovered.Role.READING)
                : told.role();
        Unit unit = told == null ? null : told.unit();
        OptionalDouble number = JsonPayload.number(JsonPayload.text(payload));
        switch (role) {
            case READING, UNTOLD ->
                message.reading(field, told == null ? named : told.key().quantity(), payload, unit);
            case BATTERY ->
                message.attribute(
                        DeviceNote.BATTERY,
                        number,
                        unit != null ? unit.symbol() : named == Quantity.VOLTAGE ? "V" : "%");
            case SIGNAL -> message.attribute(DeviceNote.SIGNAL, number, "dBm");
            case PASSED_OVER -> {
                // Discovery said that it is energy, a time or a count.
            }
        }
        return message.build();
    }

    private static @Nullable IncomingBatch status(String device, String state) {
        if (!state.equals("online") && !state.equals("offline")) {
            return null;
        }
        DeviceMessage message = new DeviceMessage(device);
        message.online(state.equals("online"));
        return message.build();
    }
}
