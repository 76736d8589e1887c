package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.EndedSession;
import io.isotherm.store.StoreException;
import io.isotherm.store.TokenEntry;
import io.isotherm.store.backup.CatalogueCopy;
import io.isotherm.store.backup.Contents;
import io.isotherm.store.backup.Target;
import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** A database that is being filled. */
public final class MongoTarget implements Target {
    private static final String NOTE = "note";
    private static final int AT_ONCE = 1_000;

    /** What a catalogue copy replaces, for the case that an earlier one was cut off. */
    private static final List<String> CATALOGUE = List.of(
            MongoLayout.SITES,
            MongoLayout.DEVICES,
            MongoLayout.SENSORS,
            MongoLayout.STATES,
            MongoLayout.SETTINGS,
            MongoLayout.COUNTERS,
            MongoLayout.AUDIT,
            MongoLayout.TOKENS,
            MongoLayout.SESSIONS);

    private static final List<String> READINGS = List.of(
            MongoLayout.JOURNAL, MongoLayout.NEWEST, MongoLayout.BLOCKS, MongoLayout.LOSERS, MongoLayout.WRITERS);

    private final MongoHome home;
    private final MongoCollection<BsonDocument> layout;
    private final MongoJournal journal;
    private final MongoBlockStore blocks;

    private MongoTarget(MongoHome home) {
        this.home = home;
        layout = home.collection(MongoLayout.LAYOUT);
        if (note().isEmpty()) {
            requireEmpty();
            // Before there is a document: what is begun must be known as begun.
            unfinished("");
        }
        journal = new MongoJournal(home);
        blocks = new MongoBlockStore(home);
    }

    /**
     * Connects, and creates what the database lacks.
     *
     * @throws StoreException as {@link MongoHome#open}; also when something is in it that no unfinished copy left
     */
    public static MongoTarget open(String url) {
        MongoHome home = MongoHome.openToFill(url);
        boolean opened = false;
        try {
            MongoTarget target = new MongoTarget(home);
            opened = true;
            return target;
        } finally {
            if (!opened) {
                home.close();
            }
        }
    }

    private void requireEmpty() {
        List<String> all = new ArrayList<>(CATALOGUE);
        all.addAll(READINGS);
        for (String name : all) {
            if (home.call(session -> home.collection(name).find(session).first() != null)) {
                throw new StoreException("The database at " + home.place() + " is not empty (" + name
                        + "): name a new one in the URL, or drop that one.");
            }
        }
    }

    @Override
    public String place() {
        return home.place();
    }

    @Override
    public Optional<String> unfinished() {
        return note().filter(note -> !note.isEmpty());
    }

    private Optional<String> note() {
        return home.call(session -> Optional.ofNullable(
                        layout.find(session, eq("_id", MongoLayout.UNFINISHED)).first())
                .map(found -> found.getString(NOTE).getValue()));
    }

    @Override
    public void unfinished(String note) {
        BsonDocument document =
                new BsonDocument("_id", new BsonString(MongoLayout.UNFINISHED)).append(NOTE, new BsonString(note));
        home.call(session -> layout.replaceOne(
                session, eq("_id", MongoLayout.UNFINISHED), document, new ReplaceOptions().upsert(true)));
    }

    @Override
    public BlockStore blocks() {
        return blocks;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    /** Not in one transaction, which would be too large; so it begins with what an earlier call left. */
    @Override
    public void catalogue(CatalogueCopy copy, Consumer<Consumer<List<AuditEntry>>> audit) {
        home.call(session -> {
            CATALOGUE.forEach(name -> home.collection(name).deleteMany(session, new BsonDocument()));
            insert(
                    session,
                    MongoLayout.SITES,
                    copy.sites().stream().map(CatalogDocuments::of).toList());
            insert(
                    session,
                    MongoLayout.DEVICES,
                    copy.devices().stream().map(CatalogDocuments::of).toList());
            insert(
                    session,
                    MongoLayout.SENSORS,
                    copy.sensors().stream().map(CatalogDocuments::of).toList());
            List<BsonDocument> states = new ArrayList<>();
            copy.states().forEach((device, state) -> states.add(CatalogDocuments.of(device, state)));
            insert(session, MongoLayout.STATES, states);
            List<BsonDocument> settings = new ArrayList<>();
            copy.settings()
                    .forEach((name, value) -> settings.add(
                            new BsonDocument("_id", new BsonString(name)).append("value", new BsonString(value))));
            insert(session, MongoLayout.SETTINGS, settings);
            insert(
                    session,
                    MongoLayout.COUNTERS,
                    List.of(new BsonDocument("_id", new BsonString("sensor"))
                            .append("last", new BsonInt32(copy.lastNumber()))));
            return session;
        });
        MongoTokens tokens = new MongoTokens(home);
        for (TokenEntry token : copy.tokens()) {
            tokens.add(token);
        }
        MongoSessions sessions = new MongoSessions(home);
        for (EndedSession ended : copy.endedSessions()) {
            sessions.end(ended);
        }
        audit.accept(some -> home.call(session -> {
            insert(
                    session,
                    MongoLayout.AUDIT,
                    some.stream().map(MongoAudit::document).toList());
            return session;
        }));
    }

    private void insert(ClientSession session, String collection, List<BsonDocument> documents) {
        for (int from = 0; from < documents.size(); from += AT_ONCE) {
            home.collection(collection)
                    .insertMany(session, documents.subList(from, Math.min(documents.size(), from + AT_ONCE)));
        }
    }

    @Override
    public Contents contents() {
        return MongoContents.of(home);
    }

    @Override
    public void finish() {
        home.call(session -> layout.deleteOne(session, eq("_id", MongoLayout.UNFINISHED)));
    }

    @Override
    public void close() {
        blocks.close();
        journal.close();
        home.close();
    }
}
