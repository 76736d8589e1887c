package io.isotherm.ingest.mqtt;

import io.isotherm.ops.Health;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a new certificate without a new start: looks every few seconds whether the files hold something else. As long as
 * what they hold will not do, the one before stays in use, and health says so.
 */
final class TlsReload {
    private static final Logger log = LoggerFactory.getLogger(TlsReload.class);
    private static final long LOOK_MILLIS = 5_000;

    private final Vertx vertx;
    private final TlsFiles files;
    private final List<NetServer> servers = new CopyOnWriteArrayList<>();
    private volatile TlsIdentity identity;
    private volatile String problem = "";
    private long timer = -1;

    private TlsReload(Vertx vertx, TlsFiles files, TlsIdentity identity) {
        this.vertx = vertx;
        this.files = files;
        this.identity = identity;
    }

    /** @throws IOException when the files will not do, with a sentence for the operator */
    static TlsReload open(Vertx vertx, TlsFiles files) throws IOException {
        TlsReload reload = new TlsReload(vertx, files, TlsIdentity.check(vertx, files, files.read(), Instant.now()));
        reload.timer = vertx.setPeriodic(LOOK_MILLIS, _ -> reload.look());
        return reload;
    }

    ServerSSLOptions options() {
        ServerSSLOptions options = new ServerSSLOptions();
        options.setKeyCertOptions(identity.pem().options());
        options.setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        return options;
    }

    void serves(NetServer server) {
        servers.add(server);
    }

    /** Whether something new is in use now. */
    Future<Boolean> look() {
        return vertx.<@Nullable TlsIdentity>executeBlocking(
                        () -> {
                            TlsIdentity.Pem pem = files.read();
                            return pem.isSame(identity.pem())
                                    ? null
                                    : TlsIdentity.check(vertx, files, pem, Instant.now());
                        },
                        false)
                .compose(found -> found == null ? Future.succeededFuture(false) : use(found))
                .onSuccess(_ -> problem = "")
                .onFailure(failure -> {
                    String said = String.valueOf(failure.getMessage());
                    if (!said.equals(problem)) {
                        log.warn("certificate not taken: protocol=mqtt problem=\"{}\"", said);
                        problem = said;
                    }
                })
                .otherwise(false);
    }

    private Future<Boolean> use(TlsIdentity found) {
        identity = found;
        log.info("certificate taken: protocol=mqtt file={} expires={}", files.certificate(), found.expires());
        return Future.all(servers.stream()
                        .map(server -> server.updateSSLOptions(options()))
                        .toList())
                .map(true);
    }

    Health check() {
        if (Instant.now().isAfter(identity.expires())) {
            return Health.degraded(
                    "certificate-expired",
                    "The certificate " + files.certificate() + " has expired: clients refuse it.");
        }
        return problem.isEmpty()
                ? Health.OK
                : Health.degraded("certificate-unread", "The certificate before is still in use for MQTT: " + problem);
    }

    void close() {
        vertx.cancelTimer(timer);
    }
}
