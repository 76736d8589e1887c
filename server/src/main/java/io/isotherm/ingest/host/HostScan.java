package io.isotherm.ingest.host;

import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the temperature sensors below a sysfs folder. Reads names and labels, never a temperature, so it does not wait
 * for a slow sensor. What cannot be read is left out.
 */
final class HostScan {
    /** More are not looked for. */
    static final int MOST_SENSORS = 1_000;

    // One machine often has several of these, and more may be added: their keys tell them apart from the beginning.
    private static final Set<String> SEVERAL = Set.of("nvme", "drivetemp", "jc42", "spd5118");
    private static final Pattern INPUT = Pattern.compile("temp([0-9]{1,3})_input");
    // Names that count up in the order of discovery, and so may be another device's after the next start.
    private static final Pattern COUNTED = Pattern.compile("(nvme|hwmon|i2c-|thermal_zone|card)[0-9]+");
    // The families of temperature sensors that the kernel's w1_therm drives.
    private static final Pattern W1 = Pattern.compile("(10|22|28|3[bB]|42)-[0-9a-fA-F]{12}");

    private final Path sysfs;
    private final List<HostSensor> found = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();

    private HostScan(Path sysfs) {
        this.sysfs = sysfs;
    }

    /** @param sysfs usually {@code /sys}; need not exist */
    static List<HostSensor> scan(Path sysfs) {
        HostScan scan = new HostScan(sysfs);
        List<Chip> chips = scan.chips();
        scan.hwmon(chips);
        scan.thermalZones(chips);
        scan.oneWire();
        return List.copyOf(scan.found);
    }

    /** A hwmon folder; {@code device} is the real path of what it belongs to, or of itself. */
    private record Chip(Path folder, String name, Path device) {}

    private List<Chip> chips() {
        List<Chip> chips = new ArrayList<>();
        for (Path folder : children(sysfs.resolve("class/hwmon"), "hwmon")) {
            String name = text(folder.resolve("name"), folder.getFileName().toString());
            Path device = folder.resolve("device");
            chips.add(new Chip(folder, SysfsText.keyPart(name), real(Files.exists(device) ? device : folder)));
        }
        return chips;
    }

    private void hwmon(List<Chip> chips) {
        Map<String, Integer> sameName = new HashMap<>();
        chips.forEach(chip -> sameName.merge(chip.name(), 1, Integer::sum));
        for (Chip chip : chips) {
            boolean several = SEVERAL.contains(chip.name()) || sameName.getOrDefault(chip.name(), 1) > 1;
            String name = several ? chip.name() + " " + SysfsText.keyPart(place(chip.device())) : chip.name();
            for (Path input : children(chip.folder(), "temp")) {
                Matcher matcher = INPUT.matcher(input.getFileName().toString());
                if (matcher.matches()) {
                    String number = matcher.group(1);
                    String label =
                            SysfsText.keyPart(text(chip.folder().resolve("temp" + number + "_label"), "temp" + number));
                    add("host/" + name + "/", label, number, name, HostSensor.BOARD, input);
                }
            }
        }
    }

    private void thermalZones(List<Chip> chips) {
        Set<String> chipNames = new HashSet<>();
        Set<Path> chipDevices = new HashSet<>();
        for (Chip chip : chips) {
            chipNames.add(chip.name());
            chipDevices.add(chip.device());
        }
        for (Path zone : children(sysfs.resolve("class/thermal"), "thermal_zone")) {
            String type = SysfsText.keyPart(text(zone.resolve("type"), ""));
            // The kernel shows many zones as hwmon too, with the hyphens of the type replaced; and the zone of an
            // Intel package is the "Package id" of coretemp.
            boolean shown = chipDevices.contains(real(zone))
                    || chipNames.contains(type.replace('-', '_'))
                    || chipNames.contains(type)
                    || (type.equals("x86_pkg_temp") && chipNames.contains("coretemp"));
            if (!shown && Files.exists(zone.resolve("temp"))) {
                String number = zone.getFileName().toString().substring("thermal_zone".length());
                add("host/thermal/", type, number, "thermal", HostSensor.BOARD, zone.resolve("temp"));
            }
        }
    }

    private void oneWire() {
        for (Path slave : children(sysfs.resolve("bus/w1/devices"), "")) {
            String id = slave.getFileName().toString();
            if (W1.matcher(id).matches()) {
                Path file = slave.resolve("temperature");
                if (!Files.exists(file)) {
                    file = slave.resolve("w1_slave");
                }
                Path master = real(slave).getParent();
                String bus = master == null ? "w1" : String.valueOf(master.getFileName());
                if (Files.exists(file)) {
                    add("host/" + id + "/", "temperature", "1", "1-Wire " + id, bus, file);
                }
            }
        }
    }

    private void add(String prefix, String label, String number, String device, String bus, Path file) {
        if (found.size() >= MOST_SENSORS) {
            return;
        }
        String part = keys.add(prefix + label) ? label : label + " " + number;
        keys.add(prefix + part);
        SensorKey key = new SensorKey(prefix + part, Quantity.TEMPERATURE);
        String name = part.equals("temperature") ? device : device + " " + part;
        found.add(new HostSensor(key, name, device, bus, file));
    }

    /** The nearest part of a device's path that tells where it is plugged in: {@code 0000:01:00.0}, {@code 0-0018}. */
    private static String place(Path device) {
        for (Path at = device; at != null && at.getFileName() != null; at = at.getParent()) {
            String name = at.getFileName().toString();
            if (!COUNTED.matcher(name).matches() && !name.equals("nvme") && !name.equals("hwmon")) {
                return name;
            }
        }
        return String.valueOf(device.getFileName());
    }

    // In the order of their names with numbers by size, so that the first scan and the next agree.
    private static List<Path> children(Path folder, String prefix) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(
                folder, path -> path.getFileName().toString().startsWith(prefix))) {
            stream.forEach(children::add);
        } catch (IOException | DirectoryIteratorException e) {
            // Not there, or gone while it was read: the next scan will see.
            return List.of();
        }
        children.sort((a, b) -> {
            String one = a.getFileName().toString();
            String other = b.getFileName().toString();
            return one.length() == other.length()
                    ? one.compareTo(other)
                    : Integer.compare(one.length(), other.length());
        });
        return children;
    }

    private static String text(Path file, String otherwise) {
        try {
            String text = HostSensor.text(file).strip();
            return text.isEmpty() ? otherwise : text;
        } catch (IOException e) {
            return otherwise;
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath();
        }
    }
}
