package io.isotherm.ingest.host;

import io.isotherm.ingest.Delivery;
import io.isotherm.ingest.Intake;
import io.isotherm.ingest.Sender;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.pipeline.Announcement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the machine's own temperature sensors, each at every interval, on one thread a bus: a 1-Wire sensor needs
 * 750 ms for a measurement and a bad one may need far longer, and only its own bus is to wait for it. Looks for new
 * sensors once a minute. While readings cannot be kept, the newest {@value #MOST_WAITING} wait.
 */
public final class HostSensors implements AutoCloseable {
    static final int MOST_WAITING = 50_000;
    private static final int MOST_BUSES = 64;
    private static final int BATCH = 1_000;
    private static final Duration RESCAN = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(HostSensors.class);

    private final Path sysfs;
    private final Duration interval;
    private final Duration rescan;
    private final Intake intake;
    private final InstantSource clock;
    private final LinkedBlockingDeque<Measured> waiting = new LinkedBlockingDeque<>(MOST_WAITING);
    private final Queue<Announcement> unknown = new ConcurrentLinkedQueue<>();
    private final AtomicLong lost = new AtomicLong();
    private final Map<String, Bus> buses = new HashMap<>();
    private final Set<SensorKey> known = new HashSet<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile int count;
    private volatile boolean closed;

    private record Measured(SensorKey key, long time, double value) {}

    /**
     * @param sysfs usually {@code /sys}; need not exist
     * @param interval from one reading of a sensor to the next, more than 0
     */
    public HostSensors(Path sysfs, Duration interval, Intake intake, InstantSource clock) {
        this(sysfs, interval, RESCAN, intake, clock);
    }

    HostSensors(Path sysfs, Duration interval, Duration rescan, Intake intake, InstantSource clock) {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("The interval is more than 0, not " + interval);
        }
        this.sysfs = sysfs;
        this.interval = interval;
        this.rescan = rescan;
        this.intake = intake;
        this.clock = clock;
    }

    /** Looks for sensors and begins to read them. To be called once. */
    public synchronized void start() {
        scan();
        run("host-scan", () -> {
            while (true) {
                Thread.sleep(rescan);
                scan();
            }
        });
        run("host-send", this::send);
    }

    /** How many sensors the last look found. */
    public int count() {
        return count;
    }

    @Override
    public synchronized void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    private synchronized void scan() {
        List<HostSensor> sensors = HostScan.scan(sysfs);
        List<Announcement> found = sensors.stream()
                .filter(sensor -> known.add(sensor.key()))
                .map(HostSensor::announcement)
                .toList();
        if (!found.isEmpty()) {
            log.info("host sensors found new={} total={}", found.size(), sensors.size());
            unknown.addAll(found);
        }
        count = sensors.size();
        Map<String, List<HostSensor>> byBus = sensors.stream().collect(Collectors.groupingBy(HostSensor::bus));
        buses.forEach((name, bus) -> bus.sensors = byBus.getOrDefault(name, List.of()));
        byBus.forEach((name, ofBus) -> {
            if (!buses.containsKey(name) && buses.size() < MOST_BUSES && !closed) {
                Bus bus = new Bus(ofBus);
                buses.put(name, bus);
                run("host-" + name, bus::read);
            }
        });
    }

    /** The sensors that are read one after the other, and those of them that failed last time. */
    private final class Bus {
        volatile List<HostSensor> sensors;
        private final Set<SensorKey> failing = new HashSet<>();

        Bus(List<HostSensor> sensors) {
            this.sensors = sensors;
        }

        void read() throws InterruptedException {
            long due = System.nanoTime();
            while (true) {
                for (HostSensor sensor : sensors) {
                    read(sensor);
                }
                long now = System.nanoTime();
                // A round that took longer than the interval costs the rounds that it covered, not the rhythm.
                due += Math.ceilDiv(Math.max(1, now - due), interval.toNanos()) * interval.toNanos();
                TimeUnit.NANOSECONDS.sleep(due - now);
            }
        }

        private void read(HostSensor sensor) throws InterruptedException {
            String reason;
            try {
                OptionalDouble value = sensor.read();
                if (value.isPresent()) {
                    put(new Measured(sensor.key(), clock.millis(), value.getAsDouble()));
                    if (failing.remove(sensor.key())) {
                        log.info(
                                "host sensor reads again key=\"{}\"",
                                sensor.key().key());
                    }
                    return;
                }
                reason = "no valid measurement";
            } catch (IOException e) {
                reason = String.valueOf(e.getMessage());
            }
            // An interrupted read fails like a broken sensor.
            if (closed) {
                throw new InterruptedException();
            }
            if (failing.add(sensor.key())) {
                log.warn(
                        "host sensor gives no reading key=\"{}\" reason=\"{}\"",
                        sensor.key().key(),
                        reason);
            }
        }
    }

    private void put(Measured reading) {
        while (!waiting.offerLast(reading)) {
            if (waiting.pollFirst() != null && lost.getAndIncrement() == 0) {
                log.warn("host readings are lost, too many wait to be kept waiting={}", MOST_WAITING);
            }
        }
    }

    private void send() throws InterruptedException {
        Delivery delivery = new Delivery(intake, new Sender("host", sysfs.toString()), 1);
        while (true) {
            @Nullable Measured reading = waiting.takeFirst();
            IncomingBatch.Builder batch = new IncomingBatch.Builder();
            while (reading != null) {
                batch.add(reading.key(), reading.time(), reading.value(), Unit.CELSIUS, batch.size());
                reading = batch.size() < BATCH ? waiting.pollFirst() : null;
            }
            try {
                announce(delivery);
                delivery.send(batch.build());
                delivery.flush();
            } catch (IllegalStateException e) {
                log.error("host readings lost readings={}", batch.size(), e);
            }
            long gone = lost.getAndSet(0);
            if (gone > 0) {
                log.warn("host readings were lost readings={}", gone);
            }
        }
    }

    // Before the first reading of a sensor, as its bus starts after it was found.
    private void announce(Delivery delivery) throws InterruptedException {
        List<Announcement> found = new ArrayList<>();
        for (Announcement next = unknown.poll(); next != null; next = unknown.poll()) {
            found.add(next);
        }
        if (!found.isEmpty()) {
            delivery.announce(found);
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    // Platform threads: a read of a bad sensor blocks in the kernel, and with it a virtual thread's carrier.
    private void run(String name, Work work) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                // Closed.
            } catch (RuntimeException e) {
                log.error("host sensors fail thread={}", name, e);
            }
        }));
    }
}
