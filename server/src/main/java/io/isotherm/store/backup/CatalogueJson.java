package io.isotherm.store.backup;

import io.isotherm.model.Device;
import io.isotherm.model.DeviceState;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.Site;
import io.isotherm.model.Unit;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.DetailsJson;
import io.isotherm.store.EndedSession;
import io.isotherm.store.TokenEntry;
import io.isotherm.store.series.codec.CorruptException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** A catalogue and entries of the audit as JSON: docs/storage-format.md, "Backup file". */
final class CatalogueJson {
    private CatalogueJson() {}

    static JsonObject write(CatalogueCopy copy) {
        JsonObject states = new JsonObject();
        copy.states().forEach((device, state) -> states.put(device, new JsonObject(DetailsJson.write(state))));
        JsonObject settings = new JsonObject();
        copy.settings().forEach(settings::put);
        return new JsonObject()
                .put("sites", array(copy.sites(), CatalogueJson::site))
                .put("devices", array(copy.devices(), CatalogueJson::device))
                .put("sensors", array(copy.sensors(), CatalogueJson::sensor))
                .put("states", states)
                .put("settings", settings)
                .put("tokens", array(copy.tokens(), CatalogueJson::token))
                .put("endedSessions", array(copy.endedSessions(), CatalogueJson::session))
                .put("lastNumber", copy.lastNumber());
    }

    /** @throws CorruptException when it is none */
    static CatalogueCopy read(JsonObject json) {
        return checked(() -> {
            TreeMap<String, DeviceState> states = new TreeMap<>();
            JsonObject told = json.getJsonObject("states");
            told.fieldNames().forEach(device -> states.put(device, DetailsJson.state(text(told, device))));
            TreeMap<String, String> settings = new TreeMap<>();
            JsonObject kept = json.getJsonObject("settings");
            kept.fieldNames().forEach(name -> settings.put(name, kept.getString(name)));
            return new CatalogueCopy(
                    list(json.getJsonArray("sites"), CatalogueJson::readSite),
                    list(json.getJsonArray("devices"), CatalogueJson::readDevice),
                    list(json.getJsonArray("sensors"), CatalogueJson::readSensor),
                    states,
                    settings,
                    list(json.getJsonArray("tokens"), CatalogueJson::readToken),
                    // Not in files of programs before this one.
                    list(json.getJsonArray("endedSessions", new JsonArray()), CatalogueJson::readSession),
                    json.getInteger("lastNumber"));
        });
    }

    static JsonArray write(List<AuditEntry> entries) {
        return array(entries, CatalogueJson::entry);
    }

    /** @throws CorruptException when it is none */
    static List<AuditEntry> readAudit(JsonArray json) {
        return checked(() -> list(json, CatalogueJson::readEntry));
    }

    private static <T> T checked(Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException | NullPointerException | ClassCastException | DateTimeException e) {
            throw new CorruptException("a part of the catalogue is not one that this program knows: " + e.getMessage());
        }
    }

    private static <T> JsonArray array(List<T> things, Function<T, JsonObject> write) {
        JsonArray array = new JsonArray();
        things.forEach(thing -> array.add(write.apply(thing)));
        return array;
    }

    private static <T> List<T> list(JsonArray array, Function<JsonObject, T> read) {
        List<T> list = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            list.add(read.apply(array.getJsonObject(i)));
        }
        return list;
    }

    private static String text(JsonObject json, String member) {
        return json.getJsonObject(member).encode();
    }

    private static JsonObject site(Site site) {
        return new JsonObject()
                .put("id", site.id())
                .put("name", site.name())
                .put("zone", site.zone().getId())
                .put("notes", site.notes())
                .put("version", site.version());
    }

    private static Site readSite(JsonObject json) {
        return new Site(
                json.getString("id"),
                json.getString("name"),
                ZoneId.of(json.getString("zone")),
                json.getString("notes"),
                json.getLong("version"));
    }

    private static JsonObject device(Device device) {
        return new JsonObject()
                .put("id", device.id())
                .put("key", device.key())
                .put("name", device.name())
                .put("site", device.site())
                .put("details", new JsonObject(DetailsJson.write(device.details())))
                .put("version", device.version());
    }

    private static Device readDevice(JsonObject json) {
        return new Device(
                json.getString("id"),
                json.getString("key"),
                json.getString("name"),
                json.getString("site"),
                DetailsJson.device(text(json, "details")),
                json.getLong("version"));
    }

    private static JsonObject sensor(Sensor sensor) {
        return new JsonObject()
                .put("number", sensor.number())
                .put("id", sensor.id())
                .put("key", sensor.key())
                .put("name", sensor.name())
                .put("device", sensor.device())
                .put("site", sensor.site())
                .put("quantity", sensor.quantity().id())
                .put("unit", sensor.unit().code())
                .put("interval", sensor.interval())
                .put("details", new JsonObject(DetailsJson.write(sensor.details())))
                .put("version", sensor.version());
    }

    private static Sensor readSensor(JsonObject json) {
        return new Sensor(
                json.getInteger("number"),
                json.getString("id"),
                json.getString("key"),
                json.getString("name"),
                json.getString("device"),
                json.getString("site"),
                Quantity.ofId(json.getString("quantity")).orElseThrow(() -> new IllegalArgumentException("a quantity")),
                Unit.ofCode(json.getInteger("unit")).orElseThrow(() -> new IllegalArgumentException("a unit")),
                json.getLong("interval"),
                DetailsJson.sensor(text(json, "details")),
                json.getLong("version"));
    }

    private static JsonObject session(EndedSession session) {
        return new JsonObject().put("hash", session.hash()).put("until", session.until());
    }

    private static EndedSession readSession(JsonObject json) {
        return new EndedSession(json.getString("hash"), json.getLong("until"));
    }

    private static JsonObject token(TokenEntry token) {
        return new JsonObject()
                .put("id", token.id())
                .put("name", token.name())
                .put("hash", token.hash())
                .put("grant", token.grant())
                .put("created", token.created())
                .put("by", token.by())
                .put("used", token.used())
                .put("revoked", token.revoked());
    }

    private static TokenEntry readToken(JsonObject json) {
        return new TokenEntry(
                json.getString("id"),
                json.getString("name"),
                json.getString("hash"),
                json.getString("grant"),
                json.getLong("created"),
                json.getString("by"),
                json.getLong("used"),
                json.getLong("revoked"));
    }

    private static JsonObject entry(AuditEntry entry) {
        JsonObject counts = new JsonObject();
        entry.counts().forEach(counts::put);
        return new JsonObject()
                .put("time", entry.time())
                .put("actor", entry.actor())
                .put("action", entry.action())
                .put("outcome", entry.outcome().name().toLowerCase(Locale.ROOT))
                .put("subject", entry.subject())
                .put("detail", entry.detail())
                .put("reason", entry.reason())
                .put("counts", counts);
    }

    private static AuditEntry readEntry(JsonObject json) {
        Map<String, Long> counts = new TreeMap<>();
        JsonObject kept = json.getJsonObject("counts");
        kept.fieldNames().forEach(name -> counts.put(name, kept.getLong(name)));
        return AuditEntry.of(
                json.getLong("time"),
                json.getString("actor"),
                json.getString("action"),
                AuditEntry.Outcome.valueOf(json.getString("outcome").toUpperCase(Locale.ROOT)),
                json.getString("subject"),
                json.getString("detail"),
                json.getString("reason"),
                counts);
    }
}
