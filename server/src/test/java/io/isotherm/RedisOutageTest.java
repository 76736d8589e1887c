package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.local.LocalBroker;
import io.isotherm.broker.redis.RedisBroker;
import io.isotherm.broker.redis.RedisServer;
import io.isotherm.broker.redis.RedisSettings;
import io.isotherm.catalog.Catalog;
import io.isotherm.live.LatestValues;
import io.isotherm.live.Live;
import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.ops.Health;
import io.isotherm.socketio.SocketIoOptions;
import io.isotherm.socketio.SocketIoServer;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.MemoryCatalogStore;
import io.isotherm.store.MemoryReadingStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A page, a process with a store that it shares with others, and a real Redis that goes away. The store tells nothing by
 * itself, as MongoDB would: what is on the page came by Redis, or because the process read the store.
 */
class RedisOutageTest {
    /** By hand for longer: {@code -Disotherm.test.outage=30}. */
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("isotherm.test.outage", 0));

    enum Outage {
        SERVER_KILLED,
        SERVER_FROZEN,
        CONNECTIONS_KILLED
    }

    private final RedisServer redis = RedisServer.start();
    private final MemoryReadingStore store = new MemoryReadingStore();
    private final Vertx vertx = Vertx.vertx();
    private final RedisBroker sender = broker();
    private final RedisBroker broker = broker();
    private final Catalog catalog = Catalog.open(new MemoryCatalogStore(), broker);
    private Sensor sensor;
    private Live live;
    private SocketPage page;

    private RedisBroker broker() {
        return RedisBroker.open(
                RedisSettings.parse(redis.url()),
                "store",
                new LocalBroker(LocalBroker.DEFAULT_CAPACITY),
                RedisBroker.DEFAULT_CAPACITY,
                new SimpleMeterRegistry());
    }

    @BeforeEach
    void openPage() throws Exception {
        sensor = catalog.resolve(
                new SensorKey("fridge", Quantity.TEMPERATURE),
                () -> new CatalogStore.Naming("fridge", "fridge", Unit.CELSIUS, Optional.empty()));
        SocketIoServer sockets = SocketIoServer.create(vertx, new SocketIoOptions());
        live = new Live(
                catalog,
                store,
                new LatestValues(),
                broker,
                sockets.of("/"),
                InstantSource.system(),
                new SimpleMeterRegistry());
        HttpServer http = vertx.createHttpServer()
                .requestHandler(sockets::handle)
                .listen(0, "127.0.0.1")
                .await();
        awaitHealth(broker, Health.State.OK);
        awaitHealth(sender, Health.State.OK);
        page = new SocketPage(URI.create("http://127.0.0.1:" + http.actualPort()));
    }

    @AfterEach
    void stop() {
        page.close();
        live.close();
        broker.close();
        sender.close();
        vertx.close().await();
        redis.close();
    }

    private static void awaitHealth(RedisBroker broker, Health.State state) {
        await("the broker to be " + state)
                .atMost(Duration.ofSeconds(30))
                .until(() -> broker.check().state() == state);
    }

    private ReadingBatch stored(double value) {
        ReadingBatch batch = new ReadingBatch.Builder(1)
                .add(sensor.number(), (long) (1_700_000_000_000L + value), value, Flags.of(0, Unit.CELSIUS))
                .build();
        store.append(List.of(batch));
        return batch;
    }

    private void assertNext(int value) throws Exception {
        assertThat(page.frame().getJSONArray("v").toString()).isEqualTo("[" + value + "]");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsStoredDuringAnOutageIsOnThePageAfterwards(Outage outage) throws Exception {
        page.call("subscribe", new JSONObject("{\"all\":true,\"interval\":20}"));
        sender.publish(stored(1));
        assertNext(1);

        begin(outage);
        // As if its message was lost on the way.
        stored(2);
        end(outage);
        assertNext(2);

        awaitHealth(sender, Health.State.OK);
        awaitHealth(broker, Health.State.OK);
        sender.publish(stored(3));
        assertNext(3);
    }

    private void begin(Outage outage) {
        switch (outage) {
            case SERVER_KILLED -> redis.kill();
            case SERVER_FROZEN -> redis.freeze();
            case CONNECTIONS_KILLED -> {}
        }
        if (outage != Outage.CONNECTIONS_KILLED) {
            awaitHealth(broker, Health.State.DEGRADED);
            awaitHealth(sender, Health.State.DEGRADED);
            // What is awaited is over by then; to see that nothing else ends it when it lasts.
            await("the outage").pollDelay(OUTAGE).atMost(OUTAGE.plusSeconds(10)).until(() -> true);
        }
    }

    private void end(Outage outage) {
        switch (outage) {
            case SERVER_KILLED -> redis.restart();
            case SERVER_FROZEN -> redis.thaw();
            case CONNECTIONS_KILLED -> {
                redis.call("CLIENT", "KILL", "TYPE", "pubsub");
                redis.call("CLIENT", "KILL", "TYPE", "normal");
            }
        }
    }

    @Test
    void whatAProcessTakesInItShowsWhileRedisIsAway() throws Exception {
        page.call("subscribe", new JSONObject("{\"all\":true,\"interval\":20}"));
        redis.kill();
        awaitHealth(broker, Health.State.DEGRADED);
        broker.publish(stored(1));
        assertNext(1);
    }

    @Test
    void aPageThatWantsEveryReadingIsToldOfTheGap() throws Exception {
        page.call(
                "subscribe",
                new JSONObject("{\"sensors\":[\"" + sensor.id() + "\"],\"mode\":\"every\",\"interval\":20}"));
        redis.kill();
        awaitHealth(broker, Health.State.DEGRADED);
        stored(1);
        redis.restart();
        assertThat(page.frame().has("gap")).isTrue();
    }

    @Test
    void aStoreThatFailsIsReadAgain() throws Exception {
        page.call("subscribe", new JSONObject("{\"all\":true,\"interval\":20}"));
        store.failWith(new io.isotherm.store.StoreException("meant to fail: a test"));
        redis.call("CLIENT", "KILL", "TYPE", "pubsub");
        awaitHealth(broker, Health.State.OK);
        store.failWith(null);
        stored(1);
        redis.call("CLIENT", "KILL", "TYPE", "pubsub");
        assertNext(1);
    }
}
