package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.ingest.text.NamedQuantity;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.ingest.text.Timestamp;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Observations of the OGC SensorThings API 1.1 (OGC 18-088), by HTTP and by MQTT; those of 1.0 look the same. A
 * Datastream becomes a sensor. Its unit and quantity are the sensor's own, as an observation does not tell them, unless
 * the Datastream is sent along with its {@code unitOfMeasurement}.
 *
 * <p>The time is {@code phenomenonTime}, and of an interval its end, when the value was complete; else
 * {@code resultTime}. At most {@value #MAX_ITEMS} observations of a message are read.
 */
public final class SensorThings implements TopicDecoder {
    static final int MAX_ITEMS = 10_000;

    /** A topic longer than this is none of this make. */
    private static final int MAX_TOPIC = 1_000;

    private static final Pattern TOPIC =
            Pattern.compile("(?:.*/)?v1\\.[01]/(?:Datastreams\\((.+)\\)/)?(Observations|CreateObservations)");

    private static final Pattern LINK = Pattern.compile(".*Datastreams\\(([^()]+)\\)");

    @Override
    public String protocol() {
        return "sensorthings";
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        if (topic.length() > MAX_TOPIC || !topic.endsWith("Observations")) {
            return null;
        }
        Matcher matcher = TOPIC.matcher(topic);
        if (!matcher.matches()) {
            return null;
        }
        JsonNode body = JsonPayload.parse(payload);
        if (body == null) {
            return new IncomingBatch.Builder()
                    .refuse(0, JsonPayload.fault(payload))
                    .build();
        }
        return matcher.group(2).equals("Observations") ? observations(body, matcher.group(1)) : dataArrays(body);
    }

    /**
     * One observation, or an array of them. Each item has a reading, or a refusal.
     *
     * @param datastream the id that topic or path tell; null where the observations name theirs
     */
    public static IncomingBatch observations(JsonNode body, @Nullable String datastream) {
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        if (!body.isArray()) {
            add(batch, body, datastream, 0);
            return batch.build();
        }
        int item = 0;
        for (JsonNode observation : body) {
            if (item == MAX_ITEMS) {
                return batch.refuse(item, tooMany()).build();
            }
            add(batch, observation, datastream, item++);
        }
        return batch.build();
    }

    /** The body of {@code CreateObservations} (18-088, 13.3): values of several Datastreams in rows. */
    public static IncomingBatch dataArrays(JsonNode body) {
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        if (!body.isArray()) {
            return batch.refuse(
                            0, "Expected an array of objects with \"Datastream\", \"components\" and \"dataArray\".")
                    .build();
        }
        int item = 0;
        for (JsonNode group : body) {
            if (item == MAX_ITEMS) {
                return batch.refuse(item, tooMany()).build();
            }
            JsonNode components = group.path("components");
            JsonNode rows = group.path("dataArray");
            if (!components.isArray() || !rows.isArray() || components.size() > 20) {
                batch.refuse(item++, "\"components\" and \"dataArray\" must be arrays.");
            }
            for (JsonNode row : rows) {
                if (item == MAX_ITEMS) {
                    return batch.refuse(item, tooMany()).build();
                }
                add(batch, observation(group, components, row), null, item++);
            }
        }
        return batch.build();
    }

    private static JsonNode observation(JsonNode group, JsonNode components, JsonNode row) {
        ObjectNode observation = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < Math.min(components.size(), row.size()); i++) {
            observation.set(components.path(i).asText(), row.path(i));
        }
        observation.set("Datastream", group.path("Datastream"));
        return observation;
    }

    private static String tooMany() {
        return "Only the first " + MAX_ITEMS + " observations of a message are read.";
    }

    private static void add(IncomingBatch.Builder batch, JsonNode observation, @Nullable String datastream, int item) {
        try {
            JsonNode stream = observation.path("Datastream");
            String id = datastream == null ? id(observation, stream) : unquoted(datastream);
            double value = result(observation.path("result"));
            Unit unit = Unit.parse(
                            stream.path("unitOfMeasurement").path("symbol").asText("none"))
                    .filter(told -> told != Unit.NONE)
                    .orElse(null);
            long time = time(observation);
            String key = VendorKey.device("sensorthings", id.replace('/', '_'));
            SensorKey sensor = new SensorKey(key, quantity(stream, unit));
            if (unit != null && !NamedQuantity.fits(sensor.quantity(), unit)) {
                throw new IllegalArgumentException(NamedQuantity.misfit(sensor.quantity(), unit));
            }
            batch.add(sensor, time, value, unit, item);
            String name = JsonText.of(stream, "name");
            if (name != null) {
                batch.hint(new SensorHint(sensor, Quoted.plain(name, 199), null, unit));
            }
        } catch (IllegalArgumentException e) {
            batch.refuse(item, String.valueOf(e.getMessage()));
        }
    }

    private static Quantity quantity(JsonNode stream, @Nullable Unit unit) {
        String observed = JsonText.of(stream.path("ObservedProperty"), "name");
        FieldMeaning meaning = FieldMeaning.of(observed == null ? "" : observed);
        return meaning instanceof FieldMeaning.Measured measured ? measured.quantity() : NamedQuantity.of("", unit);
    }

    private static String id(JsonNode observation, JsonNode stream) {
        JsonNode id = stream.path("@iot.id");
        if (id.isIntegralNumber() || (id.isTextual() && !id.textValue().isBlank())) {
            return id.asText();
        }
        // What a server of this kind publishes names it by a link.
        String link = JsonText.of(observation, "Datastream@iot.navigationLink");
        if (link != null && link.length() <= MAX_TOPIC) {
            Matcher matcher = LINK.matcher(link);
            if (matcher.matches()) {
                return unquoted(matcher.group(1));
            }
        }
        throw new IllegalArgumentException(
                observation.has("MultiDatastream")
                        ? "Observations of a MultiDatastream are not read."
                        : "\"Datastream\" is missing: expected {\"result\":25.3,\"Datastream\":{\"@iot.id\":1}}.");
    }

    // An id that is text has quotes in a path.
    private static String unquoted(String id) {
        return id.length() > 2 && id.startsWith("'") && id.endsWith("'") ? id.substring(1, id.length() - 1) : id;
    }

    private static double result(JsonNode result) {
        OptionalDouble number = JsonPayload.number(result);
        if (number.isEmpty()) {
            throw new IllegalArgumentException(
                    result.isMissingNode() || result.isNull()
                            ? "\"result\" is missing: expected a number."
                            : "\"result\" is " + Quoted.of(result.isValueNode() ? result.asText() : "a structure")
                                    + ", not a number.");
        }
        return number.getAsDouble();
    }

    private static long time(JsonNode observation) {
        for (String name : new String[] {"phenomenonTime", "resultTime"}) {
            JsonNode time = observation.path(name);
            if (time.isMissingNode() || time.isNull()) {
                continue;
            }
            String text = time.asText();
            try {
                return Timestamp.ofText(text.substring(text.lastIndexOf('/') + 1));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        String.valueOf(e.getMessage())
                                .replace("\"time\"", "\"" + name + "\"")
                                .replace(", nor a number of epoch milliseconds", ""),
                        e);
            }
        }
        return IncomingBatch.NO_TIME;
    }
}
