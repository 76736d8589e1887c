package io.isotherm;

import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.isotherm.socketio.SocketIoServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first part that stops: says by its health that the process is not ready any more, so that gateways send nobody new,
 * gives them time to find that out, and lets the pages go to other processes, spread over that time, so that those are not
 * overrun. Until it is over requests are answered as before.
 */
final class Draining implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);

    /** After the last page was sent away it may take a moment to go. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final @Nullable SocketIoServer sockets;
    private final Duration spread;
    private volatile boolean stopping;

    /**
     * @param sockets where the process has pages
     * @param spread zero: nobody else is there to go to
     */
    Draining(@Nullable SocketIoServer sockets, Duration spread) {
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
        long end = System.nanoTime() + spread.toNanos();
        if (sockets != null && !spread.isZero() && sockets.connections() > 0) {
            drain(sockets);
        }
        awaitGateways(end - System.nanoTime());
        if (sockets != null) {
            Parts.finish("socket.io", sockets.close("server shutting down"));
        }
    }

    private void drain(SocketIoServer pages) {
        LOG.info("pages go to other processes pages={} ms={}", pages.connections(), spread.toMillis());
        try {
            pages.drain(spread).await(spread.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("pages did not go in time pages={}", pages.connections());
        }
    }

    // Nothing tells it that they know: they ask every few seconds.
    private static void awaitGateways(long nanos) {
        if (nanos <= 0) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
