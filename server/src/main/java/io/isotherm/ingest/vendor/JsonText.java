package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.ingest.text.Timestamp;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes text, times and attributes out of a vendor's tree. */
final class JsonText {
    private JsonText() {}

    /** The text of a member; null where it is none, or blank. */
    static @Nullable String of(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
    }

    /** The time of a member in RFC 3339; {@link IncomingBatch#NO_TIME} where there is none that can be read. */
    static long time(JsonNode object, String name) {
        String text = of(object, name);
        if (text == null) {
            return IncomingBatch.NO_TIME;
        }
        try {
            return Timestamp.ofText(text);
        } catch (IllegalArgumentException e) {
            return IncomingBatch.NO_TIME;
        }
    }

    /** Sets an attribute of a {@link DeviceNote}, cut to its length; does nothing for null. */
    static void attribute(Map<String, String> attributes, String name, @Nullable String value) {
        if (value != null && !value.isBlank() && attributes.size() < DeviceNote.MAX_ATTRIBUTES) {
            attributes.put(name, Quoted.plain(value, DeviceNote.MAX_LENGTH - 1));
        }
    }
}
