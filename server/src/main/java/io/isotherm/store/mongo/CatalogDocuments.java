package io.isotherm.store.mongo;

import io.isotherm.model.Device;
import io.isotherm.model.DeviceState;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.Site;
import io.isotherm.model.Unit;
import io.isotherm.store.DetailsJson;
import io.isotherm.store.StoreException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.function.Function;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/** Sensors, devices and sites as documents: the field names are those of the records, the id is {@code _id}. */
final class CatalogDocuments {
    private static final JsonWriterSettings PLAIN =
            JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

    private CatalogDocuments() {}

    static BsonDocument of(Site site) {
        return new BsonDocument("_id", new BsonString(site.id()))
                .append("name", new BsonString(site.name()))
                .append("zone", new BsonString(site.zone().getId()))
                .append("notes", new BsonString(site.notes()))
                .append("version", new BsonInt64(site.version()));
    }

    static BsonDocument of(Device device) {
        return new BsonDocument("_id", new BsonString(device.id()))
                .append("key", new BsonString(device.key()))
                .append("name", new BsonString(device.name()))
                .append("site", text(device.site()))
                .append("details", details(device))
                .append("version", new BsonInt64(device.version()));
    }

    static BsonDocument of(Sensor sensor) {
        Long interval = sensor.interval();
        return new BsonDocument("_id", new BsonString(sensor.id()))
                .append("number", new BsonInt32(sensor.number()))
                .append("key", new BsonString(sensor.key()))
                .append("keys", keys(sensor))
                .append("name", new BsonString(sensor.name()))
                .append("device", new BsonString(sensor.device()))
                .append("site", text(sensor.site()))
                .append("quantity", new BsonString(sensor.quantity().id()))
                .append("unit", new BsonInt32(sensor.unit().code()))
                .append("interval", interval == null ? BsonNull.VALUE : new BsonInt64(interval))
                .append("details", details(sensor))
                .append("version", new BsonInt64(sensor.version()));
    }

    /** The sensor's key and its aliases. */
    static BsonArray keys(Sensor sensor) {
        BsonArray keys = new BsonArray();
        keys.add(new BsonString(sensor.key()));
        for (String alias : sensor.details().aliases()) {
            if (!alias.equals(sensor.key())) {
                keys.add(new BsonString(alias));
            }
        }
        return keys;
    }

    static BsonDocument details(Sensor sensor) {
        return BsonDocument.parse(DetailsJson.write(sensor.details()));
    }

    static BsonDocument details(Device device) {
        return BsonDocument.parse(DetailsJson.write(device.details()));
    }

    static BsonDocument of(String device, DeviceState state) {
        return new BsonDocument("_id", new BsonString(device))
                .append("state", BsonDocument.parse(DetailsJson.write(state)));
    }

    static DeviceState state(BsonDocument found) {
        return details("device", found, "state", DetailsJson::state);
    }

    private static <T> T details(String kind, BsonDocument found, String field, Function<String, T> read) {
        try {
            return read.apply(found.getDocument(field, new BsonDocument()).toJson(PLAIN));
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    "The " + kind + " " + found.get("_id") + " in MongoDB has details that this program does not know ("
                            + e.getMessage() + "): restore a backup, or start a newer Isotherm.",
                    e);
        }
    }

    /** @throws StoreException when a field is missing or says nothing that this program knows; likewise the others */
    static Site site(BsonDocument found) {
        try {
            return new Site(
                    text(found, "_id"),
                    text(found, "name"),
                    ZoneId.of(text(found, "zone")),
                    found.getString("notes", new BsonString("")).getValue(),
                    number(found, "version"));
        } catch (DateTimeException e) {
            throw new StoreException(
                    "Site " + text(found, "_id") + " has a time zone that this Java does not know: update Java.", e);
        } catch (BsonInvalidOperationException e) {
            throw damaged("site", found);
        }
    }

    static Device device(BsonDocument found) {
        try {
            return new Device(
                    text(found, "_id"),
                    text(found, "key"),
                    text(found, "name"),
                    optional(found, "site"),
                    details("device", found, "details", DetailsJson::device),
                    number(found, "version"));
        } catch (BsonInvalidOperationException e) {
            throw damaged("device", found);
        }
    }

    static Sensor sensor(BsonDocument found) {
        try {
            return new Sensor(
                    (int) number(found, "number"),
                    text(found, "_id"),
                    text(found, "key"),
                    text(found, "name"),
                    text(found, "device"),
                    optional(found, "site"),
                    Quantity.ofId(text(found, "quantity")).orElseThrow(() -> damaged("sensor", found)),
                    Unit.ofCode((int) number(found, "unit")).orElseThrow(() -> damaged("sensor", found)),
                    isNull(found.get("interval")) ? null : Long.valueOf(number(found, "interval")),
                    details("sensor", found, "details", DetailsJson::sensor),
                    number(found, "version"));
        } catch (BsonInvalidOperationException e) {
            throw damaged("sensor", found);
        }
    }

    static BsonValue text(@Nullable String value) {
        return value == null ? BsonNull.VALUE : new BsonString(value);
    }

    private static String text(BsonDocument document, String field) {
        return document.getString(field).getValue();
    }

    private static @Nullable String optional(BsonDocument document, String field) {
        return isNull(document.get(field)) ? null : text(document, field);
    }

    private static long number(BsonDocument document, String field) {
        return document.getNumber(field).longValue();
    }

    private static boolean isNull(@Nullable BsonValue value) {
        return value == null || value.isNull();
    }

    private static StoreException damaged(String kind, BsonDocument found) {
        return new StoreException("The " + kind + " " + found.get("_id")
                + " in MongoDB lacks a field, or has a quantity or unit that this program does not know: restore a"
                + " backup, or start a newer Isotherm.");
    }
}
