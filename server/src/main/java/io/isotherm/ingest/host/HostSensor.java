package io.isotherm.ingest.host;

import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.pipeline.Announcement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * A temperature sensor that the kernel shows as a file.
 *
 * @param bus the sensors that are read one after the other: {@link #BOARD}, or the 1-Wire bus master's name
 * @param file what is read
 */
record HostSensor(SensorKey key, String name, String device, String bus, Path file) {
    /** The bus of everything that answers at once: hwmon and thermal zones. */
    static final String BOARD = "board";

    private static final int MOST_BYTES = 4_096;

    Announcement announcement() {
        return new Announcement(key, name, device, Unit.CELSIUS, null);
    }

    /**
     * Reads the sensor, °C; a 1-Wire sensor takes up to a second. Empty where the file says that there is no valid
     * measurement.
     */
    OptionalDouble read() throws IOException {
        String fileName = file.getFileName().toString();
        if (fileName.endsWith("_input")) {
            Path fault = file.resolveSibling(fileName.replace("_input", "_fault"));
            if (Files.exists(fault) && text(fault).strip().equals("1")) {
                return OptionalDouble.empty();
            }
        }
        String text = text(file);
        return fileName.equals("w1_slave") ? SysfsText.w1Slave(text) : SysfsText.millidegrees(text);
    }

    /** A small file's text; sysfs gives no sizes, so it is read until it ends or is too long to be one. */
    static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }
}
