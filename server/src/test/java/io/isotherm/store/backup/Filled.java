package io.isotherm.store.backup;

import static io.isotherm.store.Readings.GOOD;

import io.isotherm.model.Device;
import io.isotherm.model.Sensor;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.mongo.MongoBlockStore;
import io.isotherm.store.mongo.MongoCatalogStore;
import io.isotherm.store.mongo.MongoContents;
import io.isotherm.store.mongo.MongoHome;
import io.isotherm.store.mongo.MongoJournal;
import io.isotherm.store.mongo.MongoTarget;
import io.isotherm.store.mongo.TestMongo;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.SqliteBlockStore;
import io.isotherm.store.sqlite.SqliteCatalogStore;
import io.isotherm.store.sqlite.SqliteContents;
import io.isotherm.store.sqlite.SqliteJournal;
import io.isotherm.store.sqlite.SqliteTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A real store of either kind, and what was acknowledged by it. */
final class Filled implements AutoCloseable {
    static final long T = 1_700_000_000_000L;
    static final int SENSORS = 5;

    /** Heads become blocks all the time, and blocks split. */
    private static final SeriesOptions BUSY = new SeriesOptions(
            Duration.ofMillis(20), Duration.ofMillis(100), Duration.ZERO, Long.MAX_VALUE, Long.MAX_VALUE / 4, 7, 40);

    enum Kind {
        EMBEDDED,
        MONGODB;

        /** A place where nothing is yet. */
        String place(Path folder) {
            return this == EMBEDDED ? folder.toString() : TestMongo.freshDatabase();
        }

        static Contents contents(String place) {
            return place.startsWith("mongodb") ? MongoContents.open(place) : SqliteContents.open(Path.of(place));
        }

        static Target target(String place) {
            return place.startsWith("mongodb") ? MongoTarget.open(place) : SqliteTarget.open(Path.of(place));
        }
    }

    final CatalogStore catalog;
    final SeriesReadingStore readings;
    private final List<Runnable> parts = new ArrayList<>();
    private final TreeMap<Long, Reading> acknowledged = new TreeMap<>();
    private final Random random = new Random(7);

    private Filled(CatalogStore catalog, SeriesReadingStore readings) {
        this.catalog = catalog;
        this.readings = readings;
    }

    /** Starts on a place as a server does. */
    static Filled open(String place) {
        Filled filled;
        if (place.startsWith("mongodb")) {
            MongoHome home = MongoHome.open(place);
            MongoCatalogStore catalog = new MongoCatalogStore(home);
            catalog.settingOnce("store", "the store's own name");
            filled = new Filled(
                    catalog, SeriesReadingStore.open(new MongoJournal(home), new MongoBlockStore(home), BUSY));
            filled.parts.add(home::close);
        } else {
            DataFolder folder = DataFolder.open(Path.of(place));
            filled = new Filled(
                    SqliteCatalogStore.open(folder),
                    SeriesReadingStore.open(SqliteJournal.open(folder), SqliteBlockStore.open(folder), BUSY));
            filled.parts.add(folder::close);
        }
        filled.parts.add(filled.catalog::close);
        filled.parts.add(filled.readings::close);
        return filled;
    }

    /** Appends readings of some seconds: some late, repeated, of months ago, or against another one. */
    void write(int step) {
        List<Reading> some = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int sensor = 1 + random.nextInt(SENSORS);
            long time = T + step * 50_000L + i * 1_000L;
            switch (random.nextInt(10)) {
                case 0 -> time -= random.nextInt(3_600_000);
                case 1 -> time -= random.nextLong(100L * 86_400_000);
                case 2 -> time = T + random.nextInt(50) * 1_000L;
                default -> {}
            }
            double value = random.nextInt(50) == 0 ? Double.NaN : random.nextInt(-2_000, 500) / 100.0;
            some.add(Reading.of(sensor, time, value, GOOD));
        }
        readings.append(List.of(Readings.batch(some)));
        synchronized (acknowledged) {
            for (Reading one : some) {
                acknowledged.merge(identity(one), one, (a, b) -> a.against(b));
            }
        }
    }

    /** What was acknowledged up to now, one reading an identity. */
    Map<Long, Reading> acknowledged() {
        synchronized (acknowledged) {
            return new TreeMap<>(acknowledged);
        }
    }

    /** What can be read. */
    Map<Long, Reading> stored() {
        TreeMap<Long, Reading> stored = new TreeMap<>();
        for (int sensor = 0; sensor <= SENSORS + 1; sensor++) {
            for (Reading one : Readings.all(readings, sensor)) {
                stored.put(identity(one), one);
            }
        }
        return stored;
    }

    /** What lost, of all sensors. */
    Set<Reading> losers() {
        Set<Reading> losers = new HashSet<>();
        for (int sensor = 0; sensor <= SENSORS; sensor++) {
            losers.addAll(Readings.list(readings.conflicts(sensor, Long.MIN_VALUE, Long.MAX_VALUE, 1_000_000)));
        }
        return losers;
    }

    List<Sensor> sensors() {
        return catalog.sensors();
    }

    List<Device> devices() {
        return catalog.devices();
    }

    private static long identity(Reading reading) {
        return (reading.time() - T + (1L << 45)) * 10 + reading.sensor();
    }

    @Override
    public void close() {
        parts.reversed().forEach(Runnable::run);
    }
}
