package io.isotherm;

import io.isotherm.catalog.Catalog;
import io.isotherm.inbox.Inbox;
import io.isotherm.model.Standing;
import io.isotherm.ops.ClockSteps;
import io.isotherm.store.spool.SpoolingJournal;
import io.isotherm.store.sqlite.DataFolder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What the whole process tells of itself, as metrics, beside its parts. */
final class ServerMetrics {
    private final MeterRegistry meters;

    ServerMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** @param roles of this process, in lower case, sorted */
    void about(String version, String roles) {
        Gauge.builder("isotherm.info", () -> 1)
                .description("1, with the version and the roles of this process")
                .tags(Tags.of("version", version, "roles", roles))
                .register(meters);
    }

    void disk(DataFolder folder) {
        bytes("disk.free", "That this process may still write on the disk of its data folder", folder::freeBytes);
        bytes("disk.size", "Of the disk of the data folder", folder::diskBytes);
    }

    void spool(SpoolingJournal journal) {
        bytes(
                "spool",
                "Readings that wait on this machine's disk for MongoDB to be back",
                () -> journal.fill().bytes());
        bytes(
                "spool.limit",
                "Room for them; beyond, readings are refused",
                () -> journal.fill().limit());
        Gauge.builder("isotherm.spool.active", () -> journal.fill().inUse() ? 1 : 0)
                .description("1 while readings go into the spool, or follow from it")
                .register(meters);
    }

    /** @param behindDatabase milliseconds; empty where it is not known */
    void clock(ClockSteps clock, Supplier<OptionalLong> behindDatabase) {
        FunctionCounter.builder("isotherm.clock.steps", clock, ClockSteps::count)
                .description("Times that the machine's clock was set by 2 s or more")
                .register(meters);
        Gauge.builder("isotherm.clock.offset", () -> {
                    OptionalLong behind = behindDatabase.get();
                    return behind.isPresent() ? behind.getAsLong() / 1_000.0 : Double.NaN;
                })
                .description("By how much the database's clock is ahead of this machine's")
                .baseUnit("seconds")
                .register(meters);
    }

    void catalogue(Catalog catalog, Inbox inbox) {
        Gauge.builder("isotherm.sensors", catalog, Catalog::sensorCount)
                .description("Sensors that are known, those of devices in the inbox too")
                .register(meters);
        Gauge.builder(
                        "isotherm.inbox.devices",
                        () -> inbox.devices(Standing.WAITING).size())
                .description("Devices that wait to be adopted")
                .register(meters);
    }

    private void bytes(String name, String description, Supplier<Number> value) {
        Gauge.builder("isotherm." + name, value)
                .description(description)
                .baseUnit("bytes")
                .register(meters);
    }
}
