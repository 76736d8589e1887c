package io.isotherm.ingest.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostScanTest {
    @TempDir
    Path root;

    private FakeSysfs sysfs;

    @BeforeEach
    void sysfs() {
        sysfs = new FakeSysfs(root);
    }

    @Test
    void aMachineWithoutSensorsHasNone() {
        assertThat(HostScan.scan(root)).isEmpty();
        assertThat(HostScan.scan(root.resolve("nowhere"))).isEmpty();
    }

    @Test
    void chipsAreNamedByTheirLabels() throws IOException {
        Path chip = sysfs.chip(2, "coretemp", "platform/coretemp.0");
        sysfs.temperature(chip, 1, "Package id 0", "45000\n");
        sysfs.temperature(chip, 2, "Core 0", "44000\n");
        sysfs.temperature(chip, 10, "", "43000\n");
        Files.writeString(chip.resolve("temp1_max"), "100000\n");
        Files.writeString(chip.resolve("fan1_input"), "1200\n");
        assertThat(keys())
                .containsExactly("host/coretemp/Package id 0", "host/coretemp/Core 0", "host/coretemp/temp10");
        assertThat(HostScan.scan(root).getFirst().announcement().deviceName()).isEqualTo("coretemp");
        assertThat(HostScan.scan(root).getFirst().read()).hasValue(45.0);
    }

    @Test
    void chipsOfOneNameAreToldApartByWhereTheyAreNotByTheirNumbers() throws IOException {
        sysfs.temperature(sysfs.chip(0, "amdgpu", "pci0000:00/0000:03:00.0"), 1, "edge", "40000\n");
        sysfs.temperature(sysfs.chip(1, "amdgpu", "pci0000:00/0000:0a:00.0"), 1, "edge", "41000\n");
        sysfs.temperature(sysfs.chip(2, "nvme", "pci0000:00/0000:01:00.0/nvme/nvme0"), 1, "Composite", "35000\n");
        assertThat(keys())
                .containsExactly(
                        "host/amdgpu 0000:03:00.0/edge",
                        "host/amdgpu 0000:0a:00.0/edge",
                        "host/nvme 0000:01:00.0/Composite");
    }

    @Test
    void labelsThatRepeatGetTheirNumber() throws IOException {
        Path chip = sysfs.chip(0, "nct6775", "platform/nct6775.656");
        sysfs.temperature(chip, 1, "SYSTIN", "30000\n");
        sysfs.temperature(chip, 2, "SYSTIN", "31000\n");
        assertThat(keys()).containsExactly("host/nct6775/SYSTIN", "host/nct6775/SYSTIN 2");
    }

    @Test
    void zonesThatAChipShowsTooAreLeftOut() throws IOException {
        sysfs.temperature(sysfs.chip(0, "coretemp", "platform/coretemp.0"), 1, "Package id 0", "45000\n");
        sysfs.temperature(sysfs.chip(1, "cpu_thermal", "virtual/other"), 1, "", "45000\n");
        sysfs.zone(0, "x86_pkg_temp", "45000\n");
        sysfs.zone(1, "cpu-thermal", "45000\n");
        Path shown = sysfs.zone(2, "gpu-thermal", "50000\n");
        Path chip = Files.createDirectories(shown.resolve("hwmon2"));
        Files.writeString(chip.resolve("name"), "gpu\n");
        Files.createSymbolicLink(chip.resolve("device"), shown);
        sysfs.temperature(chip, 1, "", "50000\n");
        sysfs.link("class/hwmon/hwmon2", chip);
        sysfs.zone(3, "acpitz", "27800\n");
        assertThat(keys())
                .containsExactly(
                        "host/coretemp/Package id 0",
                        "host/cpu_thermal/temp1",
                        "host/gpu/temp1",
                        "host/thermal/acpitz");
    }

    @Test
    void oneWireSensorsAreOnTheirMastersBus() throws IOException {
        Files.writeString(sysfs.oneWire(1, "28-0316a2798fff").resolve("w1_slave"), "");
        Path second = sysfs.oneWire(2, "28-0000056a1b2c");
        Files.writeString(second.resolve("w1_slave"), "");
        Files.writeString(second.resolve("temperature"), "21062\n");
        sysfs.oneWire(1, "81-000000000001");
        Files.createDirectories(root.resolve("bus/w1/devices/w1_bus_master1"));
        List<HostSensor> sensors = HostScan.scan(root);
        assertThat(sensors)
                .extracting(
                        sensor -> sensor.key().key(),
                        HostSensor::bus,
                        sensor -> sensor.file().getFileName().toString())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                                "host/28-0316a2798fff/temperature", "w1_bus_master1", "w1_slave"),
                        org.assertj.core.groups.Tuple.tuple(
                                "host/28-0000056a1b2c/temperature", "w1_bus_master2", "temperature"));
    }

    @Test
    void aSensorThatSaysItIsFaultyGivesNoReading() throws IOException {
        Path chip = sysfs.chip(0, "lm75", "i2c-0/0-0048");
        sysfs.temperature(chip, 1, "", "21000\n");
        Files.writeString(chip.resolve("temp1_fault"), "1\n");
        assertThat(HostScan.scan(root).getFirst().read()).isEmpty();
        Files.writeString(chip.resolve("temp1_fault"), "0\n");
        assertThat(HostScan.scan(root).getFirst().read()).hasValue(21.0);
    }

    @Test
    void hostileNamesGiveKeysThatAreAllowed() throws IOException {
        Path chip = sysfs.chip(0, "a/../b\u0007", "x");
        sysfs.temperature(chip, 1, "l".repeat(5_000), "21000\n");
        assertThat(keys()).containsExactly("host/a-..-b-/" + "l".repeat(60));
    }

    private List<String> keys() {
        return HostScan.scan(root).stream().map(sensor -> sensor.key().key()).toList();
    }
}
