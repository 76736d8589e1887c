package io.isotherm.catalog;

import io.isotherm.model.Device;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.DeviceState;
import io.isotherm.store.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What devices tell of themselves: battery, signal, firmware, whether they are there. Taken in at once, and written to the
 * catalogue once a minute, so that a device that chatters costs the store no more than another; what came since is lost
 * with the process, and told again. All methods may be called from any thread; {@link #note} does not block.
 *
 * <p>A note may come before its device's first reading: those of keys that name no device are kept for at most
 * {@value #MOST_STRANGE} keys, the oldest making way, until there is one.
 */
public final class DeviceStates implements AutoCloseable {
    static final int MOST_STRANGE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(DeviceStates.class);

    private final Catalog catalog;
    private final Duration pause;
    private final boolean shared;
    private final Map<String, DeviceState> states = new HashMap<>();
    private final Map<String, DeviceState> unwritten = new HashMap<>();
    private final Map<String, DeviceState> strange = new LinkedHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("device-states").daemon().unstarted(this::run);

    private DeviceStates(Catalog catalog, Duration pause, boolean shared) {
        this.catalog = catalog;
        this.pause = pause;
        this.shared = shared;
    }

    /**
     * Reads what is known, and writes from now on.
     *
     * @param shared whether other processes write too, so that it is read again once a minute
     */
    public static DeviceStates open(Catalog catalog, boolean shared) {
        return open(catalog, Duration.ofMinutes(1), shared);
    }

    /** @param pause between two writings */
    static DeviceStates open(Catalog catalog, Duration pause, boolean shared) {
        DeviceStates opened = new DeviceStates(catalog, pause, shared);
        opened.states.putAll(catalog.deviceStates());
        opened.thread.start();
        return opened;
    }

    /**
     * Takes a note in.
     *
     * @param received epoch milliseconds
     */
    public synchronized void note(DeviceNote note, long received) {
        Device device = catalog.deviceByKey(note.device());
        if (device == null) {
            strange.merge(note.device(), first(note, received), (known, _) -> known.after(note, received));
            if (strange.size() > MOST_STRANGE) {
                strange.remove(strange.keySet().iterator().next());
            }
            return;
        }
        DeviceState told = strange.remove(note.device());
        if (told != null) {
            take(device.id(), told);
        }
        take(device.id(), note, received);
    }

    // What came before the device did.
    private void take(String id, DeviceState told) {
        take(id, new DeviceNote(id, told.online(), told.attributes()), told.heard());
    }

    private void take(String id, DeviceNote note, long received) {
        DeviceState known = states.get(id);
        DeviceState now = known == null ? first(note, received) : known.after(note, received);
        states.put(id, now);
        unwritten.put(id, now);
    }

    private static DeviceState first(DeviceNote note, long received) {
        return DeviceState.of(received, note.online(), note.attributes());
    }

    /** What the device with this id last told; empty where it told nothing. */
    public synchronized Optional<DeviceState> of(String id) {
        DeviceState known = states.get(id);
        if (known == null && !strange.isEmpty()) {
            // It told of itself in the message that made it.
            known = catalog.device(id).map(device -> strange.get(device.key())).orElse(null);
        }
        return Optional.ofNullable(known);
    }

    /** Forgets a device that was removed. */
    public synchronized void forget(String id) {
        states.remove(id);
        unwritten.remove(id);
    }

    private synchronized void adoptStrange() {
        strange.entrySet().removeIf(each -> {
            Device device = catalog.deviceByKey(each.getKey());
            if (device == null) {
                return false;
            }
            take(device.id(), each.getValue());
            return true;
        });
    }

    /** Writes what was told since the last time. Blocks. */
    void flush() {
        adoptStrange();
        Map<String, DeviceState> due;
        synchronized (this) {
            due = Map.copyOf(unwritten);
            unwritten.clear();
        }
        if (due.isEmpty()) {
            return;
        }
        try {
            catalog.deviceStates(due);
        } catch (StoreException e) {
            LOG.warn("states of devices not written, tried again devices={} reason=\"{}\"", due.size(), e.getMessage());
            synchronized (this) {
                due.forEach(unwritten::putIfAbsent);
            }
        }
    }

    // What other processes were told meanwhile.
    private void hear() {
        try {
            Map<String, DeviceState> stored = catalog.deviceStates();
            synchronized (this) {
                stored.forEach((id, state) ->
                        states.merge(id, state, (here, there) -> there.heard() > here.heard() ? there : here));
            }
        } catch (StoreException e) {
            LOG.debug("states of devices not read, tried again reason=\"{}\"", e.getMessage());
        }
    }

    private void run() {
        try {
            while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                flush();
                if (shared) {
                    hear();
                }
            }
        } catch (InterruptedException e) {
            LOG.error("thread interrupted: what devices tell of themselves is not kept any more");
        }
    }

    /** Writes what is left. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flush();
    }
}
