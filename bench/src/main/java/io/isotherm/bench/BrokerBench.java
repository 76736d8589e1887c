package io.isotherm.bench;

import io.isotherm.broker.Broker;
import io.isotherm.broker.local.LocalBroker;
import io.isotherm.broker.redis.RedisBroker;
import io.isotherm.broker.redis.RedisSettings;
import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Readings from this process to another one by Redis: how many a second, what they cost, and how long it takes from
 * {@code publish} until the other process's listener has them. A reading's value is the nanosecond it was published at,
 * by the clock that the processes of a Linux machine share.
 */
public final class BrokerBench {
    private static final String STORE = "bench";
    private static final String HEAR = "hear";
    private static final int SENSORS = 10_000;
    /** With no rate given: what may wait, so that nothing is shed. */
    private static final double MOST_WAITING = 8 << 20;

    private BrokerBench() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 3 && args[0].equals(HEAR)) {
            hear(args[1], Integer.parseInt(args[2]));
        } else if (args.length == 5) {
            tell(
                    args[0],
                    Long.parseLong(args[1]),
                    Integer.parseInt(args[2]),
                    Integer.parseInt(args[3]),
                    Integer.parseInt(args[4]));
        } else {
            System.err.println("usage: BrokerBench redis://HOST PID_OF_REDIS READINGS_PER_SECOND (0 = as many as go)"
                    + " READINGS_PER_BATCH MILLIONS_OF_READINGS");
            System.exit(2);
        }
    }

    private static RedisBroker open(String url, SimpleMeterRegistry meters) {
        RedisBroker broker = RedisBroker.open(
                RedisSettings.parse(url),
                STORE,
                new LocalBroker(LocalBroker.DEFAULT_CAPACITY),
                RedisBroker.DEFAULT_CAPACITY,
                meters);
        while (!broker.check().equals(Health.OK)) {
            LockSupport.parkNanos(10_000_000);
        }
        return broker;
    }

    private static void tell(String url, long redis, int rate, int batch, int millions) throws Exception {
        int readings = millions * 1_000_000;
        Process hearing = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerBench.class.getName(),
                        HEAR,
                        url,
                        Integer.toString(readings))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (RedisBroker broker = open(url, meters)) {
            hearing.inputReader().readLine();
            long[] pids = {ProcessHandle.current().pid(), hearing.pid(), redis};
            double[] before = Arrays.stream(pids).mapToDouble(BrokerBench::cpu).toArray();
            long start = System.nanoTime();
            publish(broker, meters, rate, batch, readings);
            String latency = hearing.inputReader().readLine();
            double seconds = (System.nanoTime() - start) / 1e9;
            double[] after = Arrays.stream(pids).mapToDouble(BrokerBench::cpu).toArray();
            System.out.printf(
                    Locale.ROOT,
                    "%d readings, %d a batch: %.0f readings/s, %.0f batches/s in %.0f messages/s; shed %.0f%n",
                    readings,
                    batch,
                    readings / seconds,
                    (double) readings / batch / seconds,
                    meters.get("isotherm.broker.published").counter().count() / seconds,
                    meters.get("isotherm.broker.shed").counter().count());
            System.out.printf(
                    Locale.ROOT,
                    "CPU s a million: teller %.2f, hearer %.2f, redis %.2f; %s%n",
                    (after[0] - before[0]) / millions,
                    (after[1] - before[1]) / millions,
                    (after[2] - before[2]) / millions,
                    latency);
        } finally {
            hearing.destroy();
        }
    }

    private static double cpu(long pid) {
        return ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }

    private static void publish(Broker broker, SimpleMeterRegistry meters, int rate, int batch, int readings) {
        long start = System.nanoTime();
        int sensor = 0;
        for (int done = 0; done < readings; done += batch) {
            if (rate > 0) {
                long due = start + (long) (done * 1e9 / rate);
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
            } else {
                while (meters.get("isotherm.broker.waiting.bytes").gauge().value() > MOST_WAITING) {
                    LockSupport.parkNanos(100_000);
                }
            }
            ReadingBatch.Builder some = new ReadingBatch.Builder(batch);
            for (int i = 0; i < batch; i++) {
                sensor = sensor % SENSORS + 1;
                some.add(sensor, 1_700_000_000_000L + done, (double) System.nanoTime(), 0);
            }
            broker.publish(some.build());
        }
    }

    private static void hear(String url, int readings) throws InterruptedException {
        long[] nanos = new long[readings];
        AtomicInteger heard = new AtomicInteger();
        try (RedisBroker broker = open(url, new SimpleMeterRegistry())) {
            broker.subscribe(new Broker.Listener() {
                @Override
                public void readings(ReadingBatch batch) {
                    long now = System.nanoTime();
                    int at = heard.get();
                    for (int i = 0; i < batch.size() && at < readings; i++) {
                        nanos[at++] = now - (long) batch.value(i);
                    }
                    heard.set(at);
                }

                @Override
                public void catalog(Broker.CatalogChange change) {}

                @Override
                public void lost() {}
            });
            System.out.println("ready");
            int last = -1;
            long since = System.nanoTime();
            while (heard.get() < readings && System.nanoTime() - since < TimeUnit.SECONDS.toNanos(10)) {
                if (heard.get() != last) {
                    last = heard.get();
                    since = System.nanoTime();
                }
                Thread.sleep(5);
            }
            // The first quarter warms up and is not counted.
            int count = heard.get();
            long[] counted = Arrays.copyOfRange(nanos, count / 4, count);
            Arrays.sort(counted);
            System.out.printf(
                    Locale.ROOT,
                    "heard %d; publish to heard ms: p50 %.2f, p99 %.2f, most %.2f%n",
                    count,
                    counted[counted.length / 2] / 1e6,
                    counted[(int) (counted.length * 0.99)] / 1e6,
                    counted[counted.length - 1] / 1e6);
        }
    }
}
