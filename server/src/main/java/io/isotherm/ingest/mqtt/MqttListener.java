package io.isotherm.ingest.mqtt;

import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.Sender;
import io.isotherm.model.IncomingBatch;
import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for devices that publish readings by MQTT 3.1, 3.1.1 or 5 on {@code isotherm/KEY}. It is no broker: nobody can
 * subscribe, and nothing but readings is kept. A message of quality of service 1 or 2 is acknowledged when its readings
 * are durable.
 *
 * <p>On Vert.x' server and Netty's codec, but not on vertx-mqtt's endpoint, which cannot stop reading from a client: a
 * device that publishes faster than readings can be kept has to be slowed down by TCP, not by the heap.
 */
public final class MqttListener implements Component {
    private static final Logger log = LoggerFactory.getLogger(MqttListener.class);

    // Vert.x shares a random port among all servers that ask for the same negative one, whatever their protocol: these
    // are far from those of the HTTP listener.
    private static final AtomicInteger RANDOM_PORTS = new AtomicInteger(1_000_000);

    private final Vertx vertx;
    private final MqttSettings settings;
    private final MqttConnection.Shared shared;
    private final Set<MqttConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger port = new AtomicInteger();
    private volatile boolean closing;
    private volatile @Nullable String deployment;

    /**
     * @param credentials whether a client may send; asked on an event loop, so it must not block
     * @param door takes in what was decoded, as {@link Ingest#accept} does
     */
    public MqttListener(
            Vertx vertx,
            MqttSettings settings,
            Predicate<MqttCredentials> credentials,
            BiFunction<Sender, IncomingBatch, CompletableFuture<Ingest.Outcome>> door,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.settings = settings;
        shared = new MqttConnection.Shared(settings, credentials, door, meters, new MqttNotices(System::nanoTime));
        Gauge.builder("isotherm.mqtt.connections", connections, Set::size)
                .description("Clients that are connected by MQTT")
                .register(meters);
    }

    /**
     * Listens, on every event loop. Blocks; not to be called on an event loop.
     *
     * @return the port
     * @throws IOException when it cannot listen; the message says what to change
     */
    public int start() throws IOException {
        int asked = settings.port() == 0 ? -RANDOM_PORTS.incrementAndGet() : settings.port();
        DeploymentOptions everyLoop = new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
        try {
            deployment =
                    vertx.deployVerticle(() -> new Acceptor(asked), everyLoop).await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            String address = settings.host() + ":" + settings.port();
            if (e instanceof BindException) {
                throw new IOException(
                        "Cannot listen for MQTT on " + address + " (" + e.getMessage()
                                + "): choose another port with --mqtt-port, or 0 for no MQTT.",
                        e);
            }
            throw new IOException("Cannot listen for MQTT on " + address + ": " + e.getMessage(), e);
        }
        log.info("listening: protocol=mqtt address={}:{}", settings.host(), port.get());
        return port.get();
    }

    /** Clients that are connected now. */
    int connectionCount() {
        return connections.size();
    }

    @Override
    public String name() {
        return "mqtt";
    }

    @Override
    public Health check() {
        return deployment == null || closing ? Health.down("The MQTT listener does not listen.") : Health.OK;
    }

    /**
     * Stops reading from every client, waits for what is under way to become durable and be acknowledged, and
     * disconnects. Blocks for at most about twice {@link MqttSettings#closeTimeout()}.
     */
    @Override
    public void close() {
        String id = deployment;
        if (closing || id == null) {
            return;
        }
        closing = true;
        List<Future<Void>> drained =
                connections.stream().map(MqttConnection::drain).toList();
        await(Future.join(drained), "messages of clients are not durable yet; they will send them again");
        await(vertx.undeploy(id), "the listener did not stop in time");
        deployment = null;
    }

    private void await(Future<?> future, String otherwise) {
        try {
            future.await(settings.closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("closing: protocol=mqtt problem=\"{}\"", otherwise);
        } catch (RuntimeException e) {
            log.warn("closing: protocol=mqtt problem=\"{}\"", e.getMessage());
        }
    }

    private void accept(NetSocket socket) {
        if (closing || accepted.get() >= settings.connections()) {
            if (shared.notices().isDue("", "connections", MqttNotices.MINUTELY) && !closing) {
                log.warn("client turned away: protocol=mqtt reason=\"{} are connected\"", settings.connections());
            }
            socket.close();
            return;
        }
        accepted.incrementAndGet();
        MqttConnection connection =
                new MqttConnection(shared, (NetSocketInternal) socket, vertx, vertx.getOrCreateContext());
        connections.add(connection);
        connection.start(() -> {
            connections.remove(connection);
            accepted.decrementAndGet();
        });
    }

    /** One on each event loop. */
    private final class Acceptor extends VerticleBase {
        private final int asked;

        Acceptor(int asked) {
            this.asked = asked;
        }

        @Override
        public Future<?> start() {
            NetServer server = vertx.createNetServer(new NetServerOptions().setTcpKeepAlive(true))
                    .connectHandler(MqttListener.this::accept);
            return server.listen(asked, settings.host()).onSuccess(it -> port.set(it.actualPort()));
        }
    }
}
