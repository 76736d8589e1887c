package io.isotherm.ingest.mqtt;

import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.Sender;
import io.isotherm.ingest.vendor.TopicDecoders;
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
import io.vertx.core.net.ServerSSLOptions;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for devices that publish by MQTT 3.1, 3.1.1 or 5, with TLS or without, on {@code isotherm/KEY} or on the topics
 * of a make of device that is known. It is no broker: nobody can subscribe but to the commands of Sparkplug ({@link CommandTopics}), and
 * no message is kept but what it says. A
 * message of quality of service 1 or 2 is acknowledged when its readings are durable.
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
    private final Reception shared;
    private final Wills wills;
    private final Set<MqttConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger port = new AtomicInteger();
    private volatile boolean closing;
    private volatile @Nullable String deployment;
    private volatile @Nullable TlsReload tls;

    /**
     * @param admission which clients may send
     * @param decoders of messages on topics that are not ours
     * @param door takes in what was decoded, as {@link Ingest#accept} does
     */
    public MqttListener(
            Vertx vertx,
            MqttSettings settings,
            MqttAdmission admission,
            TopicDecoders decoders,
            BiFunction<Sender, IncomingBatch, CompletableFuture<Ingest.Outcome>> door,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.settings = settings;
        wills = new Wills(vertx);
        MqttTopics topics = new MqttTopics(decoders, settings.payloadBytes());
        shared = new Reception(settings, admission, topics, door, meters, new MqttNotices(System::nanoTime), wills);
        Gauge.builder("isotherm.mqtt.connections", connections, Set::size)
                .description("Clients that are connected by MQTT")
                .tag("listener", name())
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
        TlsFiles files = settings.tls();
        if (files != null) {
            try {
                tls = TlsReload.open(vertx, files);
            } catch (IOException e) {
                throw new IOException(e.getMessage() + " See --mqtt-cert and --mqtt-key.", e);
            }
        }
        try {
            deployment =
                    vertx.deployVerticle(() -> new Acceptor(asked), everyLoop).await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            String address = settings.host() + ":" + settings.port();
            if (e instanceof BindException) {
                throw new IOException(
                        "Cannot listen for MQTT on " + address + " (" + e.getMessage()
                                + "): choose another port with "
                                + (files == null
                                        ? "--mqtt-port, or 0 for no MQTT."
                                        : "--mqtt-tls-port, or 0 for no TLS."),
                        e);
            }
            throw new IOException("Cannot listen for MQTT on " + address + ": " + e.getMessage(), e);
        }
        log.info("listening: protocol={} address={}:{}", name(), settings.host(), port.get());
        return port.get();
    }

    int port() {
        return port.get();
    }

    /** Clients that are connected now. */
    int connectionCount() {
        return connections.size();
    }

    @Override
    public String name() {
        return settings.tls() == null ? "mqtt" : "mqtts";
    }

    @Override
    public Health check() {
        if (deployment == null || closing) {
            return Health.down("not-listening", "The MQTT listener does not listen.");
        }
        TlsReload shown = tls;
        return shown == null ? Health.OK : shown.check();
    }

    /** Looks now whether there is a new certificate, instead of in some seconds. */
    boolean lookForCertificate() {
        TlsReload shown = tls;
        return shown != null && shown.look().await();
    }

    /**
     * Stops reading from every client, waits for what is under way to become durable and be acknowledged, and
     * disconnects. Blocks for at most about twice {@link MqttSettings#closeTimeout()}.
     */
    @Override
    public void close() {
        TlsReload shown = tls;
        if (shown != null) {
            shown.close();
        }
        String id = deployment;
        if (closing || id == null) {
            return;
        }
        closing = true;
        List<Future<Void>> drained =
                connections.stream().map(MqttConnection::drain).toList();
        await(Future.join(drained), "messages of clients are not durable yet; they will send them again");
        await(vertx.undeploy(id), "the listener did not stop in time");
        wills.close();
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
            NetServerOptions options = new NetServerOptions().setTcpKeepAlive(true);
            TlsReload shown = tls;
            if (shown != null) {
                ServerSSLOptions ssl = shown.options();
                options.setSsl(true)
                        .setKeyCertOptions(ssl.getKeyCertOptions())
                        .setEnabledSecureTransportProtocols(ssl.getEnabledSecureTransportProtocols());
                // A client that connects and says nothing is not waited for longer than one that says no CONNECT.
                options.setSslHandshakeTimeout(settings.connectTimeout().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
            }
            NetServer server = vertx.createNetServer(options).connectHandler(MqttListener.this::accept);
            if (shown != null) {
                shown.serves(server);
            }
            return server.listen(asked, settings.host()).onSuccess(it -> port.set(it.actualPort()));
        }
    }
}
