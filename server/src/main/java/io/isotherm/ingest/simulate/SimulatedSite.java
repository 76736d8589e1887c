package io.isotherm.ingest.simulate;

import io.isotherm.ingest.Delivery;
import io.isotherm.ingest.Intake;
import io.isotherm.ingest.Sender;
import io.isotherm.model.IncomingBatch;
import io.isotherm.pipeline.Announcement;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * The demo's cold chain as a source of readings. Every reading is a function of the seed and its time: whoever asks,
 * whenever, gets the same bits, so that a restart sends nothing that contradicts what is kept, and any stretch can be
 * filled in later. Its models are described at {@link ColdBox}, {@link Room}, {@link Lag} and {@link Outdoors}; what
 * goes wrong in it, at {@link Cooling#wearing}, {@link AjarDoor}, {@link Link} and {@link Probe}.
 */
public final class SimulatedSite {
    static final Sender SENDER = new Sender("simulate", "demo");
    static final int BATCH = 8_192;
    static final int IN_FLIGHT = 4;

    private final long seed;
    private final List<Announcement> announcements;

    public SimulatedSite(long seed) {
        this.seed = seed;
        this.announcements = List.copyOf(new ColdChain(seed).announcements());
    }

    /** All sensors with their names and places. */
    public List<Announcement> announcements() {
        return announcements;
    }

    /** A course through the readings in the order of their times, from {@code from} (epoch milliseconds). */
    public Course course(long from) {
        return new Course(new World(seed), from);
    }

    /**
     * Sends all readings from {@code from} (inclusive) to {@code to} (exclusive), in the order of their times, and
     * returns when they are durable. Waits for as long as the door cannot take them.
     *
     * @param progress is told how much is sent, from 0 to 1
     */
    public void backfill(long from, long to, Intake sink, DoubleConsumer progress) throws InterruptedException {
        Delivery delivery = new Delivery(sink, SENDER, IN_FLIGHT);
        course(from).send(to, delivery, progress);
    }

    /** A place in the stream of readings, which only goes forward. For one thread. */
    public static final class Course {
        // A moment within a step, and a probe, packed so that their order is the order of the readings.
        private static final int PROBE_BITS = 16;

        private final World world;
        private final long[] due;
        private long[] packed = new long[64];
        private long position;

        private Course(World world, long from) {
            this.world = world;
            this.position = from;
            this.due = new long[world.probes().size()];
            for (int i = 0; i < due.length; i++) {
                due[i] = world.probes().get(i).due(from);
            }
        }

        /** All readings before this time have been given. */
        public long position() {
            return position;
        }

        /** The time of the next reading, or of the next that does not get through. */
        public long next() {
            long next = Long.MAX_VALUE;
            for (long time : due) {
                next = Math.min(next, time);
            }
            return next;
        }

        /** Sends all readings before {@code to} and returns when they are durable. */
        void send(long to, Delivery delivery, DoubleConsumer progress) throws InterruptedException {
            long from = position;
            while (position < to) {
                IncomingBatch.Builder batch = new IncomingBatch.Builder();
                fill(batch, to, BATCH);
                if (batch.size() > 0) {
                    delivery.send(batch.build());
                }
                progress.accept((double) (position - from) / (to - from));
            }
            delivery.flush();
        }

        /** Adds the readings before {@code to}, in the order of their times, until there are at least {@code enough}. */
        public void fill(IncomingBatch.Builder batch, long to, int enough) {
            while (position < to && batch.size() < enough) {
                long step = Math.floorDiv(position, Model.STEP) * Model.STEP;
                long end = Math.min(step + Model.STEP, to);
                int count = collect(step, end);
                if (count > 0) {
                    world.moveTo(step);
                }
                for (int i = 0; i < count; i++) {
                    int probe = (int) (packed[i] & ((1 << PROBE_BITS) - 1));
                    add(batch, probe, step + (packed[i] >>> PROBE_BITS));
                }
                position = end;
            }
        }

        private int collect(long step, long end) {
            int count = 0;
            for (int i = 0; i < due.length; i++) {
                long interval = world.probes().get(i).interval();
                for (; due[i] < end; due[i] += interval) {
                    if (count == packed.length) {
                        packed = Arrays.copyOf(packed, count * 2);
                    }
                    packed[count++] = ((due[i] - step) << PROBE_BITS) | i;
                }
            }
            Arrays.sort(packed, 0, count);
            return count;
        }

        private void add(IncomingBatch.Builder batch, int index, long time) {
            Probe probe = world.probes().get(index);
            if (!probe.silent(time)) {
                double value = probe.reading(time, world.value(index, time));
                batch.add(probe.key(), time, value, probe.unit(), batch.size());
            }
        }
    }
}
