package io.isotherm.live;

import io.isotherm.broker.Broker;
import io.isotherm.catalog.Catalog;
import io.isotherm.live.Feed.Collected;
import io.isotherm.live.Feed.Member;
import io.isotherm.live.SubscribeRequest.Mode;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.isotherm.socketio.Ack;
import io.isotherm.socketio.EncodedEvent;
import io.isotherm.socketio.Namespace;
import io.isotherm.socketio.Socket;
import io.isotherm.store.ReadingStore;
import io.isotherm.trace.Span;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows pages what happens: each subscription gets a snapshot, then frames. After a quiet time a frame goes out at
 * once, then at most one in the subscription's interval. Pages that asked for the same share a {@link Feed}, whose
 * frames are encoded once.
 *
 * <p>Nothing is missed between a snapshot and the first frame: the newest values, the feeds and their members change
 * under one lock. A page that does not read gets fewer frames: for {@code latest} the newest values as soon as it reads
 * again, for {@code every} a frame with {@code gap}.
 */
public final class Live implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Live.class);

    static final int MOST_SUBSCRIPTIONS = 100;
    /** Pages that are subscribed before others have the lock. */
    private static final int MOST_AT_ONCE = 256;

    private record Arrival(Socket socket, JsonArray args, Ack ack) {}

    /** Numbers from here on are not taken note of before the catalogue knows them. */
    private static final int MOST_UNKNOWN = 10_000_000;

    private final Catalog catalog;
    private final ReadingStore store;
    private final LatestValues latest;
    private final InstantSource clock;
    private final Namespace pages;
    private final LiveTimer timer = new LiveTimer();
    private final Refresher refresher = new Refresher(this::refresh);
    private final CatalogNews news;
    private final Broker.Subscription hearing;
    private final Counter frames;
    private final Counter shed;

    /** Pages that asked for something and have no answer yet. */
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();

    private final Object lock = new Object();
    // All below are guarded by the lock.
    private final Feeds feeds = new Feeds();
    private final Map<Socket, Map<Integer, Member>> members = new HashMap<>();
    private int lastSubscription;
    /** From when a page first wants every reading. */
    private @Nullable RecentReadings recent;
    /** Sensors that were heard of before the catalogue knew them. */
    private final BitSet unknown = new BitSet();
    /** Whether feeds of every reading have missed some since the last refresh. */
    private boolean gap;

    /** Starts to listen to the broker and to serve the namespace's sockets. */
    public Live(
            Catalog catalog,
            ReadingStore store,
            LatestValues latest,
            Broker broker,
            Namespace pages,
            InstantSource clock,
            MeterRegistry meters) {
        this.catalog = catalog;
        this.store = store;
        this.latest = latest;
        this.clock = clock;
        this.pages = pages;
        frames = Counter.builder("isotherm.live.frames")
                .description("Frames handed to pages")
                .register(meters);
        shed = Counter.builder("isotherm.live.frames.shed")
                .description("Frames not sent because the page did not read")
                .register(meters);
        Gauge.builder("isotherm.live.pages", this, Live::pageCount)
                .description("Pages that are connected")
                .register(meters);
        news = new CatalogNews(catalog, latest, pages, timer);
        pages.onConnection(this::connected);
        hearing = broker.subscribe(new Broker.Listener() {
            @Override
            public void readings(ReadingBatch batch) {
                Span span = Span.current().begin("deliver").tell("isotherm.readings", batch.size());
                try {
                    heard(batch);
                } finally {
                    span.end();
                }
            }

            @Override
            public void catalog(Broker.CatalogChange change) {
                news.changed(change);
                met(change);
            }

            @Override
            public void lost() {
                LOG.debug("messages were missed: pages are refreshed from the store");
                missed();
            }
        });
        // What was told between the reading of the newest values and now.
        refresher.ask();
    }

    public int pageCount() {
        synchronized (lock) {
            return members.size();
        }
    }

    @Override
    public String name() {
        return "live";
    }

    /** Down when the thread hangs that everything late goes through: pages would show old values as new ones. */
    @Override
    public Health check() {
        return timer.isLate()
                ? Health.down("live-late", "Pages get no frames: the thread that makes them does not get on.")
                : Health.OK;
    }

    @Override
    public void close() {
        hearing.close();
        refresher.close();
        timer.close();
    }

    private void connected(Socket socket) {
        synchronized (lock) {
            members.put(socket, new HashMap<>());
        }
        socket.on("subscribe", (args, ack) -> arrived(new Arrival(socket, args, ack)));
        socket.on("unsubscribe", (args, ack) -> timer.execute(() -> unsubscribe(socket, args, ack)));
        socket.onWritable(() -> timer.execute(() -> catchUp(socket)));
        // Not by the timer's thread, which may have ended: what a page holds must go in any case.
        socket.onDisconnect(reason -> forget(socket));
    }

    private void arrived(Arrival arrival) {
        arrivals.add(arrival);
        timer.execute(this::welcome);
    }

    /** Subscribes those who wait. They share what their snapshots have in common: after a restart, all come at once. */
    private void welcome() {
        List<Arrival> waiting = new ArrayList<>();
        for (Arrival next = arrivals.poll(); next != null; next = arrivals.poll()) {
            waiting.add(next);
            if (waiting.size() == MOST_AT_ONCE) {
                break;
            }
        }
        synchronized (lock) {
            Map<Scope, Buffer> snapshots = new HashMap<>();
            for (Arrival arrival : waiting) {
                subscribe(arrival, snapshots);
            }
        }
        if (!arrivals.isEmpty()) {
            timer.execute(this::welcome);
        }
    }

    private void subscribe(Arrival arrival, Map<Scope, Buffer> snapshots) {
        Socket socket = arrival.socket;
        Ack ack = arrival.ack;
        try {
            if (arrival.args.isEmpty() || !(arrival.args.getValue(0) instanceof JsonObject object)) {
                throw new IllegalArgumentException("\"subscribe\" takes an object.");
            }
            SubscribeRequest request = SubscribeRequest.parse(object, catalog);
            Map<Integer, Member> own = members.get(socket);
            if (own == null) {
                return;
            }
            if (own.size() >= MOST_SUBSCRIPTIONS) {
                throw new IllegalArgumentException(
                        "A page has at most " + MOST_SUBSCRIPTIONS + " subscriptions: unsubscribe first.");
            }
            if (request.mode() == Mode.EVERY && recent == null) {
                recent = new RecentReadings();
            }
            Feed feed = feeds.of(request);
            Member member = new Member(socket, ++lastSubscription, feed);
            feed.members.add(member);
            own.put(member.subscription, member);
            if (ack.isExpected()) {
                long now = clock.millis();
                Buffer snapshot = snapshots.computeIfAbsent(
                        request.scope(), scope -> Frame.encode(snapshot(scope), catalog, now, false));
                String start = "{\"subscription\":" + member.subscription + ",\"now\":" + now + ",\"snapshot\":";
                ack.sendRaw(Buffer.buffer(start.length() + snapshot.length() + 1)
                        .appendString(start)
                        .appendBuffer(snapshot)
                        .appendString("}"));
            }
        } catch (SubscribeRequest.UnknownException e) {
            refuse(ack, 404, "Not Found", e.getMessage());
        } catch (IllegalArgumentException e) {
            refuse(ack, 400, "Bad Request", e.getMessage());
        }
    }

    private ReadingBatch snapshot(Scope scope) {
        if (scope instanceof Scope.Sensors sensors) {
            return latest.newest(sensors.numbers());
        }
        BitSet numbers = new BitSet();
        for (Sensor sensor : catalog.sensors()) {
            if (scope.covers(sensor)) {
                numbers.set(sensor.number());
            }
        }
        return latest.newest(numbers);
    }

    private void unsubscribe(Socket socket, JsonArray args, Ack ack) {
        Object number = args.isEmpty() || !(args.getValue(0) instanceof JsonObject object)
                ? null
                : object.getValue("subscription");
        synchronized (lock) {
            Map<Integer, Member> own = members.get(socket);
            Member member = own != null && number instanceof Integer n ? own.remove(n) : null;
            if (member == null) {
                refuse(
                        ack,
                        400,
                        "Bad Request",
                        "\"unsubscribe\" takes {\"subscription\": n} with the number of an open subscription.");
                return;
            }
            feeds.leave(member);
        }
        if (ack.isExpected()) {
            ack.send(new JsonObject());
        }
    }

    private static void refuse(Ack ack, int status, String title, @Nullable String detail) {
        if (ack.isExpected()) {
            JsonObject problem = new JsonObject()
                    .put("type", "about:blank")
                    .put("title", title)
                    .put("status", status)
                    .put("detail", detail);
            ack.send(new JsonObject().put("error", problem));
        }
    }

    private void forget(Socket socket) {
        synchronized (lock) {
            Map<Integer, Member> own = members.remove(socket);
            if (own != null) {
                own.values().forEach(feeds::leave);
            }
        }
    }

    private void heard(ReadingBatch all) {
        synchronized (lock) {
            ReadingBatch batch = known(all);
            BitSet newer = latest.update(batch);
            news.read(newer);
            if (feeds.isEmpty() && recent == null) {
                // Nobody looks.
                return;
            }
            Set<Feed> touched = new HashSet<>();
            for (int i = 0; i < batch.size(); i++) {
                int number = batch.sensor(i);
                Sensor sensor = feeds.ofMany().isEmpty() ? null : catalog.byNumber(number);
                // Asked for all: what is told twice must be known even if nobody looked the first time.
                boolean isRepeat = recent != null && recent.isRepeat(batch, i);
                boolean isNewest = newer.get(number);
                for (Feed feed : feeds.naming(number)) {
                    offer(feed, batch, i, isNewest, isRepeat, touched);
                }
                for (Feed feed : feeds.ofMany()) {
                    if (sensor != null && feed.request.scope().covers(sensor)) {
                        offer(feed, batch, i, isNewest, isRepeat, touched);
                    }
                }
            }
            touched.forEach(this::due);
        }
    }

    // Another process may have made a sensor that this one does not know yet. Its number comes from outside, so nothing
    // is kept of it but that it was there: when it is known, the store has its readings.
    private ReadingBatch known(ReadingBatch batch) {
        int strange = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (catalog.byNumber(batch.sensor(i)) == null) {
                strange++;
                if (batch.sensor(i) < MOST_UNKNOWN) {
                    unknown.set(batch.sensor(i));
                }
            }
        }
        if (strange == 0) {
            return batch;
        }
        ReadingBatch.Builder known = new ReadingBatch.Builder(batch.size() - strange);
        for (int i = 0; i < batch.size(); i++) {
            if (catalog.byNumber(batch.sensor(i)) != null) {
                known.add(batch.sensor(i), batch.time(i), batch.value(i), batch.flags(i));
            }
        }
        return known.build();
    }

    // Whose readings came before it was known: they are in the store.
    private void met(Broker.CatalogChange change) {
        if (change.kind() == Broker.CatalogChange.Kind.SENSOR) {
            catalog.sensor(change.id()).ifPresent(sensor -> {
                synchronized (lock) {
                    if (unknown.get(sensor.number())) {
                        unknown.clear(sensor.number());
                        missed();
                    }
                    show(sensor);
                }
            });
        }
    }

    // It may have been put into use, with readings from before: whoever looks at all of them sees its newest value.
    private void show(Sensor sensor) {
        BitSet number = new BitSet();
        number.set(sensor.number());
        ReadingBatch newest = latest.newest(number);
        for (Feed feed : feeds.ofMany()) {
            if (!newest.isEmpty()
                    && feed.request.mode() == Mode.LATEST
                    && feed.request.scope().covers(sensor)) {
                feed.add(newest, 0);
                due(feed);
            }
        }
    }

    private static void offer(
            Feed feed, ReadingBatch batch, int i, boolean isNewest, boolean isRepeat, Set<Feed> touched) {
        if (feed.request.mode() == Mode.EVERY ? !isRepeat : isNewest) {
            feed.add(batch, i);
            touched.add(feed);
        }
    }

    // Sends what the feed collected, at once after a quiet time, else when its interval is over.
    private void due(Feed feed) {
        if (feed.scheduled || feed.isEmpty()) {
            return;
        }
        long wait = feed.lastFrame + TimeUnit.MILLISECONDS.toNanos(feed.request.interval()) - System.nanoTime();
        if (wait <= 0) {
            send(feed);
        } else {
            feed.scheduled = true;
            timer.schedule(
                    () -> {
                        synchronized (lock) {
                            feed.scheduled = false;
                            send(feed);
                        }
                    },
                    wait);
        }
    }

    private void send(Feed feed) {
        if (feed.isEmpty()) {
            return;
        }
        Collected collected = feed.collect(latest);
        feed.lastFrame = System.nanoTime();
        EncodedEvent event = null;
        for (Member member : feed.members) {
            if (!member.socket.isWritable()) {
                member.miss(collected);
                shed.increment();
                continue;
            }
            if (event == null) {
                event = encode(collected.readings(), collected.gap());
            }
            member.socket.send(event);
            frames.increment();
        }
    }

    private EncodedEvent encode(ReadingBatch readings, boolean gap) {
        return pages.encodeRaw("readings", Frame.encode(readings, catalog, clock.millis(), gap));
    }

    private void catchUp(Socket socket) {
        synchronized (lock) {
            for (Member member : members.getOrDefault(socket, Map.of()).values()) {
                if (member.isBehind() && socket.isWritable()) {
                    ReadingBatch newest = latest.newest((BitSet) member.missed.clone());
                    socket.send(encode(newest, member.gap));
                    frames.increment();
                    member.missed.clear();
                    member.gap = false;
                }
            }
        }
    }

    private void missed() {
        synchronized (lock) {
            gap = true;
        }
        refresher.ask();
    }

    // Something was missed: the store has it.
    private void refresh() {
        ReadingBatch stored = store.latest();
        synchronized (lock) {
            ReadingBatch.Builder missed = new ReadingBatch.Builder();
            for (int i = 0; i < stored.size(); i++) {
                if (!isShown(stored, i)) {
                    missed.add(stored.sensor(i), stored.time(i), stored.value(i), stored.flags(i));
                }
            }
            List<Feed> ofEvery = gap ? feeds.ofEvery() : List.of();
            gap = false;
            // First, so that one frame has the gap and what is known of it.
            ofEvery.forEach(Feed::addGap);
            heard(missed.build());
            ofEvery.forEach(this::due);
        }
    }

    private boolean isShown(ReadingBatch stored, int i) {
        LatestValues.Latest shown = latest.of(stored.sensor(i));
        return shown != null
                && (shown.time() > stored.time(i)
                        || (shown.time() == stored.time(i)
                                && Double.doubleToRawLongBits(shown.value())
                                        == Double.doubleToRawLongBits(stored.value(i))
                                && shown.flags() == stored.flags(i)));
    }
}
