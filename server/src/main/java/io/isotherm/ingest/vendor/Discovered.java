package io.isotherm.ingest.vendor;

import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sensor that a discovery message tells of.
 *
 * @param key under which its readings are kept, with what it measures as far as that is told
 * @param role what its value becomes
 * @param unit of its values; null where not told
 * @param path to its value; null where the template is no simple path, and the value is not read
 */
record Discovered(
        SensorKey key,
        Role role,
        @Nullable Unit unit,
        String stateTopic,
        @Nullable ValuePath path,
        List<Availability> availability) {
    /** What a value becomes. */
    enum Role {
        READING,
        BATTERY,
        SIGNAL,
        /** What is known to be of no interest: energy, counters, times. */
        PASSED_OVER,
        /** Told neither by class nor by unit. */
        UNTOLD
    }

    /** Where and how a device tells that it is reachable. */
    record Availability(String topic, @Nullable ValuePath path, String online, String offline) {}

    /** How much is to be remembered of it. */
    int characters() {
        int ways = availability.stream()
                .mapToInt(way -> way.topic().length()
                        + way.online().length()
                        + way.offline().length()
                        + (way.path() == null ? 0 : way.path().characters()))
                .sum();
        return key.key().length() + stateTopic.length() + (path == null ? 0 : path.characters()) + ways;
    }

    /** @param deviceClass as in Home Assistant; empty where not told */
    static Role role(String deviceClass, String unit) {
        return switch (deviceClass.toLowerCase(Locale.ROOT)) {
            case "temperature",
                    "humidity",
                    "moisture",
                    "pressure",
                    "atmospheric_pressure",
                    "carbon_dioxide",
                    "voltage" -> Role.READING;
            case "battery" -> Role.BATTERY;
            case "signal_strength" -> Role.SIGNAL;
            case "" -> unit.isBlank() ? Role.UNTOLD : roleOf(unit);
            default -> Role.PASSED_OVER;
        };
    }

    private static Role roleOf(String unit) {
        Optional<Unit> known = Unit.parse(unit);
        return known.isEmpty() ? Role.PASSED_OVER : known.get() == Unit.DECIBEL_MILLIWATT ? Role.SIGNAL : Role.READING;
    }

    /** What a value says of the device itself, as far as the name tells; empty for one of the environment. */
    static Optional<Role> ofDevice(Quantity quantity, String name) {
        boolean battery = name.toLowerCase(Locale.ROOT).contains("batt") || name.equals("vbat");
        return switch (quantity) {
            case BATTERY -> Optional.of(Role.BATTERY);
            case SIGNAL -> Optional.of(Role.SIGNAL);
            case VOLTAGE -> battery ? Optional.of(Role.BATTERY) : Optional.empty();
            default -> name.equals("wifi_signal") ? Optional.of(Role.SIGNAL) : Optional.empty();
        };
    }

    /** The quantity of a reading, by class, else by unit, else by name. */
    static Quantity quantity(String deviceClass, @Nullable Unit unit, String name) {
        return switch (deviceClass.toLowerCase(Locale.ROOT)) {
            case "temperature" -> Quantity.TEMPERATURE;
            case "humidity" -> Quantity.HUMIDITY;
            case "pressure", "atmospheric_pressure" -> Quantity.PRESSURE;
            case "carbon_dioxide" -> Quantity.CO2;
            case "voltage" -> Quantity.VOLTAGE;
            case "moisture" -> Quantity.OTHER;
            default -> byUnit(unit, name);
        };
    }

    private static Quantity byUnit(@Nullable Unit unit, String name) {
        Quantity named = Quantity.ofField(name).orElse(Quantity.OTHER);
        if (unit == null) {
            return named;
        }
        Quantity told = Quantity.ofUnit(unit);
        return told == Quantity.OTHER && unit.convertsTo(named.unit()) ? named : told;
    }
}
