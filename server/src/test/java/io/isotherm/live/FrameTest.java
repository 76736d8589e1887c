package io.isotherm.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.broker.local.LocalBroker;
import io.isotherm.catalog.Catalog;
import io.isotherm.model.Calibration;
import io.isotherm.model.Correction;
import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.SqliteCatalogStore;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameTest {
    @TempDir
    Path data;

    private DataFolder folder;
    private CatalogStore store;
    private LocalBroker broker;
    private Catalog catalog;
    private int celsius;
    private int fahrenheit;

    @BeforeEach
    void open() {
        folder = DataFolder.open(data);
        store = SqliteCatalogStore.open(folder);
        broker = new LocalBroker(10);
        catalog = Catalog.open(store, broker);
        celsius = sensor("a/temperature", Unit.CELSIUS);
        fahrenheit = sensor("b/temperature", Unit.FAHRENHEIT);
    }

    @AfterEach
    void close() {
        broker.close();
        store.close();
        folder.close();
    }

    @Test
    void columnsAreOfEqualLengthAndValuesInTheSensorsUnit() {
        ReadingBatch batch = new ReadingBatch.Builder()
                .add(celsius, 1_000, 4.25, Flags.of(0, Unit.CELSIUS))
                .add(celsius, 2_000, 50, Flags.of(0, Unit.FAHRENHEIT))
                .add(fahrenheit, 3_000, 100, Flags.of(Flags.POWER_ON, Unit.CELSIUS))
                .build();
        assertThat(Frame.encode(batch, catalog, 9_000, false))
                .hasToString("{\"s\":[%d,%d,%d],\"t\":[1000,2000,3000],\"v\":[4.25,10,212],\"q\":[0,0,2],\"now\":9000}"
                        .formatted(celsius, celsius, fahrenheit));
    }

    @Test
    void valuesAreCorrectedByTheCalibrationOfTheirTime() {
        Sensor sensor = catalog.sensors().getFirst();
        Calibration calibration =
                new Calibration(1, 2_000, "A", 0, "R", Unit.KELVIN, new Correction.Offset(-0.5), null);
        catalog.update(sensor.with(sensor.details().with(calibration)));
        ReadingBatch batch = new ReadingBatch.Builder()
                .add(celsius, 1_999, 4.25, Flags.of(0, Unit.CELSIUS))
                .add(celsius, 2_000, 4.25, Flags.of(0, Unit.CELSIUS))
                .build();
        assertThat(Frame.encode(batch, catalog, 9_000, false).toString()).contains("\"v\":[4.25,3.75]");
    }

    @Test
    void whatIsNoFiniteNumberIsNull() {
        ReadingBatch batch = new ReadingBatch.Builder()
                .add(celsius, 1, Double.NaN, Flags.of(Flags.SENSOR_FAULT, Unit.CELSIUS))
                .add(celsius, 2, Double.NEGATIVE_INFINITY, Flags.of(Flags.SENSOR_FAULT, Unit.CELSIUS))
                .add(celsius, 3, 3.3, Flags.of(0, Unit.VOLT))
                .add(celsius, 4, -0.0625, Flags.of(0, Unit.CELSIUS))
                .build();
        assertThat(Frame.encode(batch, catalog, 5, false).toString()).contains("\"v\":[null,null,null,-0.0625]");
    }

    @Test
    void readingsOfUnknownSensorsAreLeftOut() {
        ReadingBatch batch = new ReadingBatch.Builder()
                .add(4_711, 1, 1, Flags.of(0, Unit.CELSIUS))
                .build();
        assertThat(Frame.encode(batch, catalog, 5, true))
                .hasToString("{\"s\":[],\"t\":[],\"v\":[],\"q\":[],\"now\":5,\"gap\":true}");
    }

    private int sensor(String key, Unit unit) {
        return catalog.resolve(
                        new SensorKey(key, Quantity.TEMPERATURE), () -> new Naming(key, key, unit, Optional.empty()))
                .number();
    }
}
