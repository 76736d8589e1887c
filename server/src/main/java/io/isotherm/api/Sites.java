package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.model.Site;
import io.isotherm.store.CatalogStore;
import io.vertx.core.json.JsonObject;
import java.text.Normalizer;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sites as a resource; unlike sensors and devices they are made by people. */
final class Sites implements Resource<Site> {
    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");
    private static final int MAX_ID = 60;

    private final Catalog catalog;
    private final RetentionChanges retention;

    Sites(Catalog catalog, RetentionChanges retention) {
        this.catalog = catalog;
        this.retention = retention;
    }

    /** The site that somebody wants a thing to be at; null for none. */
    static @Nullable String existing(Catalog catalog, Edit edit) {
        Optional<String> site = edit.text("site");
        if (site.isPresent() && catalog.site(site.get()).isEmpty()) {
            throw Edit.bad("site", "must be the id of a site, or null; there is no " + site.get());
        }
        return site.orElse(null);
    }

    /** Makes a site of {@code name}, {@code zone} and, if it is to have a certain one, {@code id}; blocks. */
    Site create(JsonObject body) {
        Edit edit = Edit.replace(new JsonObject(), body, Set.of("id", "name", "zone", "notes"));
        Optional<String> wanted = edit.text("id");
        if (wanted.isPresent() && !ID.matcher(wanted.get()).matches()) {
            throw Edit.bad("id", "must have 1 to 64 characters of a-z, 0-9 and -, with none of - at its ends");
        }
        String id = wanted.orElseGet(() -> freeId(edit.name()));
        try {
            Site site = catalog.create(Edit.checked(() -> new Site(id, edit.name(), zone(edit), edit.notes(), 0)));
            // One that was left when another site of this id was removed is not meant for this one.
            retention.forget(site, "It was an earlier site's of this id.");
            return site;
        } catch (CatalogStore.VersionConflict e) {
            throw new ProblemException(Problem.of(409, "Exists already", "There is a site " + id + " already."));
        }
    }

    private String freeId(String name) {
        String plain = Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "-");
        String stem = plain.substring(0, Math.min(plain.length(), MAX_ID)).replaceAll("^-|-$", "");
        String id = stem.isEmpty() ? "site" : stem;
        for (int n = 2; catalog.site(id).isPresent(); n++) {
            id = (stem.isEmpty() ? "site" : stem) + "-" + n;
        }
        return id;
    }

    private static ZoneId zone(Edit edit) {
        String zone = edit.text("zone").orElseThrow(() -> Edit.bad("zone", "is missing"));
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            throw Edit.bad("zone", "must be a time zone of the IANA's, such as Europe/Berlin");
        }
        return ZoneId.of(zone);
    }

    @Override
    public String word() {
        return "site";
    }

    @Override
    public Set<String> changeable() {
        return Set.of("name", "zone", "notes");
    }

    @Override
    public List<Site> all() {
        return catalog.sites();
    }

    @Override
    public Set<String> filters() {
        return Set.of();
    }

    @Override
    public Predicate<Site> filter(Query query) {
        return _ -> true;
    }

    @Override
    public Optional<Site> find(String id) {
        return catalog.site(id);
    }

    @Override
    public String id(Site site) {
        return site.id();
    }

    @Override
    public long version(Site site) {
        return site.version();
    }

    @Override
    public JsonObject json(Site site) {
        return new JsonObject()
                .put("id", site.id())
                .put("name", site.name())
                .put("zone", site.zone().getId())
                .put("notes", site.notes())
                .put("version", site.version());
    }

    @Override
    public Site edited(Site site, Edit edit) {
        return Edit.checked(() -> new Site(site.id(), edit.name(), zone(edit), edit.notes(), site.version()));
    }

    @Override
    public Site update(Site site) {
        return catalog.update(site);
    }

    @Override
    public Map<String, Long> remove(Site site) {
        InUse.check(
                "site",
                catalog.devices().stream()
                        .filter(device -> site.id().equals(device.site()))
                        .count(),
                "device");
        InUse.check(
                "site",
                catalog.sensors().stream()
                        .filter(sensor -> site.id().equals(sensor.site()))
                        .count(),
                "sensor");
        catalog.removeSite(site.id(), site.version());
        retention.forget(site, "The site was removed.");
        return Map.of();
    }

    @Override
    public String name(Site site) {
        return site.name();
    }

    @Override
    public String trace(Site site) {
        return "name " + site.name();
    }
}
