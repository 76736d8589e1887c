package io.isotherm;

import io.isotherm.ops.Component;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was started, to be stopped in reverse; and which of it has a health. */
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
    private static final long CLOSE_SECONDS = 5;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<Component> watched = new ArrayList<>();

    /** Takes a part that was started. */
    <T extends AutoCloseable> T part(T part) {
        started.push(part);
        return part;
    }

    /** Likewise; its health is that of the program. */
    <T extends Component> T watched(T part) {
        return part(watch(part));
    }

    /** Takes the health of a part that is started later. */
    <T extends Component> T watch(T part) {
        watched.add(part);
        return part;
    }

    /** Those with a health, in the order of their start; it grows. */
    List<Component> watched() {
        return watched;
    }

    /** Waits a few seconds for something to stop. */
    static void finish(String what, Future<?> future) {
        try {
            future.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("not stopped in time part={} seconds={}", what, CLOSE_SECONDS);
        }
    }

    /** Stops every part, the last one first. A second call does nothing. */
    @Override
    public synchronized void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.error("part not stopped part={}", part.getClass().getSimpleName(), e);
            }
        }
    }
}
