package io.isotherm;

import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.isotherm.socketio.SocketIoServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first part that stops: says by its health that the process is not ready any more, so that gateways send nobody new,
 * and lets the pages go to other processes, spread over a time, so that those are not overrun.
 */
final class Draining implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);

    /** After the last page was sent away it may take a moment to go. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final SocketIoServer sockets;
    private final Duration spread;
    private volatile boolean stopping;

    Draining(SocketIoServer sockets, Duration spread) {
        this.sockets = sockets;
        this.spread = spread;
    }

    @Override
    public String name() {
        return "stopping";
    }

    @Override
    public Health check() {
        return stopping ? Health.down("stopping", "This process is stopping.") : Health.OK;
    }

    @Override
    public void close() {
        if (stopping) {
            return;
        }
        stopping = true;
        int pages = sockets.connections();
        if (spread.isZero() || pages == 0) {
            Parts.finish("socket.io", sockets.close("server shutting down"));
            return;
        }
        LOG.info("pages go to other processes pages={} ms={}", pages, spread.toMillis());
        try {
            sockets.drain(spread).await(spread.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("pages did not go in time pages={}", sockets.connections());
        }
        Parts.finish("socket.io", sockets.close("server shutting down"));
    }
}
