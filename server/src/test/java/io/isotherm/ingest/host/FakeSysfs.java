package io.isotherm.ingest.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that looks like {@code /sys}: real devices below {@code devices}, links to them elsewhere. */
record FakeSysfs(Path root) {
    /** A hwmon chip; its device is a path in the tree of devices. */
    Path chip(int number, String name, String device) throws IOException {
        Path owner = root.resolve("devices").resolve(device);
        Path folder = Files.createDirectories(owner.resolve("hwmon/hwmon" + number));
        Files.writeString(folder.resolve("name"), name + "\n");
        Files.createSymbolicLink(folder.resolve("device"), owner);
        link("class/hwmon/hwmon" + number, folder);
        return folder;
    }

    void temperature(Path chip, int number, String label, String text) throws IOException {
        Files.writeString(chip.resolve("temp" + number + "_input"), text);
        if (!label.isEmpty()) {
            Files.writeString(chip.resolve("temp" + number + "_label"), label + "\n");
        }
    }

    Path zone(int number, String type, String text) throws IOException {
        Path folder = Files.createDirectories(root.resolve("devices/virtual/thermal/thermal_zone" + number));
        Files.writeString(folder.resolve("type"), type + "\n");
        Files.writeString(folder.resolve("temp"), text);
        link("class/thermal/thermal_zone" + number, folder);
        return folder;
    }

    Path oneWire(int master, String id) throws IOException {
        Path folder = Files.createDirectories(root.resolve("devices/w1_bus_master" + master + "/" + id));
        link("bus/w1/devices/" + id, folder);
        return folder;
    }

    void link(String path, Path target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.resolveSibling(""));
        Files.createSymbolicLink(link, target);
    }
}
