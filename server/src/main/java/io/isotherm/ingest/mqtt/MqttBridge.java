package io.isotherm.ingest.mqtt;

import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.Sender;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.model.IncomingBatch;
import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to an MQTT broker and takes in what is published there. A message is acknowledged to the broker when its
 * readings are durable, in the order of the messages. The broker keeps messages of quality of service 1 while this process
 * is away, for as long as {@link BridgeSettings#session}; when it comes back, it gets them. A broker that is away is tried
 * again, ever less often.
 *
 * <p>Speaks MQTT 5, and 3.1.1 with brokers that do not. On Netty's codec as {@link MqttListener} is, and for the same
 * reason: what comes faster than it can be kept has to be slowed down by TCP.
 */
public final class MqttBridge implements Component {
    private static final Logger log = LoggerFactory.getLogger(MqttBridge.class);

    private static final int CONNECT_MILLIS = 5_000;
    private static final long FIRST_WAIT_MILLIS = 200;
    private static final long MOST_WAIT_MILLIS = 15_000;

    /** A connection that lasted so long has worked: the next failure is the first one. */
    private static final long LASTED_NANOS = 10_000_000_000L;

    /** After so many connections in a row that ended upon a command, no more are sent: the broker does not want them. */
    private static final int MOST_UNWANTED = 3;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final int PAYLOAD_BYTES = 256 * 1024;
    private static final Flow.Limits LIMITS = new Flow.Limits(256, 4 << 20, null);

    private final Vertx vertx;
    private final Context context;
    private final BridgeSettings settings;
    private final Path file;
    private final Subscriptions subscriptions;
    private final BridgeDelivery delivery;
    private final BridgeCounts counts;
    private final Promise<Void> left = Promise.promise();

    // Of the event loop.
    private @Nullable BridgeLink link;
    private boolean version5 = true;
    private long wait = FIRST_WAIT_MILLIS;
    private long since;
    private boolean closing;
    private boolean logged;
    private int unwanted;

    private volatile @Nullable BridgeSession session;
    private volatile String problem = "";

    /**
     * @param file in which the bridge keeps what it is called at the broker, and what it subscribed to
     * @param decoders of messages on topics that are not ours
     * @param door takes in what was decoded, as {@link Ingest#accept} does
     */
    public MqttBridge(
            Vertx vertx,
            BridgeSettings settings,
            Path file,
            TopicDecoders decoders,
            BiFunction<Sender, IncomingBatch, CompletableFuture<Ingest.Outcome>> door,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.settings = settings;
        this.file = file;
        context = vertx.getOrCreateContext();
        subscriptions = Subscriptions.of(settings.topics(), settings.group());
        counts = new BridgeCounts(meters);
        MqttTopics topics = new MqttTopics(decoders, PAYLOAD_BYTES);
        delivery = new BridgeDelivery(vertx, "broker " + settings.address(), topics, door, counts);
        problem = BridgeFailure.at(settings) + "was not reached yet.";
    }

    /**
     * Begins to connect; does not wait for it.
     *
     * @throws IOException when the file cannot be used
     */
    public void start() throws IOException {
        BridgeSession opened;
        try {
            opened = BridgeSession.open(file);
            Set<String> both = new LinkedHashSet<>(stale(opened));
            both.addAll(subscriptions.all());
            opened.remember(client(opened), both);
        } catch (IOException e) {
            throw new IOException("The file " + file + " cannot be used: " + e.getMessage(), e);
        }
        session = opened;
        context.runOnContext(_ -> connect());
    }

    @Override
    public String name() {
        return "mqtt-broker";
    }

    @Override
    public Health check() {
        String now = problem;
        return now.isEmpty() ? Health.OK : Health.degraded("broker-away", now);
    }

    /** Waits a few seconds for what is under way to become durable and be acknowledged, and leaves. Blocks. */
    @Override
    public void close() {
        context.runOnContext(_ -> {
            closing = true;
            if (link == null) {
                left.tryComplete();
            } else {
                link.leave();
            }
        });
        try {
            left.future().await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn(
                    "closing: protocol=mqtt problem=\"messages of the broker are not durable yet; it sends them again\"");
            context.runOnContext(_ -> {
                if (link != null) {
                    link.abort();
                }
            });
        }
    }

    private String client(BridgeSession opened) {
        String given = settings.client();
        return given == null ? opened.client() : given;
    }

    // What is wanted no more of what was subscribed to under the same name.
    private Set<String> stale(BridgeSession opened) {
        Set<String> stale = new LinkedHashSet<>();
        if (client(opened).equals(opened.client())) {
            stale.addAll(opened.filters());
            stale.removeAll(subscriptions.all());
        }
        return stale;
    }

    private void connect() {
        if (closing) {
            left.tryComplete();
            return;
        }
        NetClient client;
        try {
            client = vertx.createNetClient(options());
        } catch (RuntimeException e) {
            away(BridgeFailure.of(settings, e));
            return;
        }
        client.connect(settings.port(), settings.host())
                .onComplete(socket -> open(client, (NetSocketInternal) socket), failure -> {
                    client.close();
                    away(BridgeFailure.of(settings, failure));
                });
    }

    private void open(NetClient client, NetSocketInternal socket) {
        BridgeSession known = Objects.requireNonNull(session);
        since = System.nanoTime();
        counts.connects.increment();
        BridgeLink opened = new BridgeLink(
                vertx,
                context,
                socket,
                settings,
                new BridgePackets(version5),
                client(known),
                subscriptions,
                stale(known),
                delivery,
                counts,
                LIMITS,
                new BridgeLink.Owner() {
                    @Override
                    public void subscribed(BridgeLink it, List<String> refused) {
                        here(refused);
                    }

                    @Override
                    public void ended(BridgeLink it, String reason, boolean beforeAnswer, boolean afterCommand) {
                        count(afterCommand);
                        client.close();
                        link = null;
                        // Brokers of before MQTT 5 refuse it, close, or answer what cannot be read.
                        version5 = !(beforeAnswer && version5);
                        away(reason);
                    }
                });
        if (unwanted >= MOST_UNWANTED) {
            opened.beSilent();
        }
        link = opened;
        opened.start(LIMITS.messages(), PAYLOAD_BYTES + 70_000);
        if (closing) {
            opened.leave();
        }
    }

    private void count(boolean afterCommand) {
        if (unwanted >= MOST_UNWANTED) {
            return;
        }
        unwanted = afterCommand ? unwanted + 1 : 0;
        if (unwanted == MOST_UNWANTED) {
            log.warn(
                    "silent: protocol=mqtt problem=\"{}ends the connection when a Sparkplug node is asked for its birth:"
                            + " none is asked any more\"",
                    BridgeFailure.at(settings));
        }
    }

    private void here(List<String> refused) {
        counts.connected.set(1);
        String less = refused.isEmpty()
                ? ""
                : BridgeFailure.at(settings) + "does not let this client subscribe to " + String.join(", ", refused)
                        + ".";
        problem = less;
        logged = false;
        log.info(
                "subscribed: protocol=mqtt broker={} version={} topics={}",
                settings.address(),
                version5 ? "5" : "3.1.1",
                subscriptions.all().size() - refused.size());
        if (!less.isEmpty()) {
            log.warn("not all: protocol=mqtt problem=\"{}\"", less);
        }
        BridgeSession known = Objects.requireNonNull(session);
        vertx.executeBlocking(() -> {
                    known.remember(client(known), subscriptions.all());
                    return true;
                })
                .onFailure(failure -> log.warn("file not written: file={} problem=\"{}\"", file, failure.getMessage()));
    }

    private void away(String reason) {
        counts.connected.set(0);
        if (closing) {
            left.tryComplete();
            return;
        }
        problem = reason;
        if (!logged) {
            log.warn("away: protocol=mqtt problem=\"{}\"", reason.replace('"', '\''));
            logged = true;
        }
        if (since != 0 && System.nanoTime() - since > LASTED_NANOS) {
            wait = FIRST_WAIT_MILLIS;
        }
        since = 0;
        long most = wait;
        wait = Math.min(MOST_WAIT_MILLIS, 2 * wait);
        // By chance, so that processes do not come all at once.
        vertx.setTimer(ThreadLocalRandom.current().nextLong(most / 2, most + 1), _ -> connect());
    }

    private NetClientOptions options() {
        NetClientOptions options = new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setTcpKeepAlive(true)
                .setSsl(settings.tls());
        if (settings.tls()) {
            options.setHostnameVerificationAlgorithm("HTTPS");
            options.setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
            if (settings.authority() != null) {
                options.setTrustOptions(
                        new PemTrustOptions().addCertPath(settings.authority().toString()));
            }
            if (settings.certificate() != null && settings.key() != null) {
                options.setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(settings.certificate().toString())
                        .setKeyPath(settings.key().toString()));
            }
        }
        return options;
    }
}
