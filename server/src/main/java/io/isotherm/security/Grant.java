package io.isotherm.security;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What somebody may send. What a grant says of devices it says of their keys, as senders write them: the device of the
 * sensor {@code fridge-1/air} is {@code fridge-1}.
 */
public sealed interface Grant {
    /** The most devices and groups of devices that one token names. */
    int MOST_DEVICES = 100;

    /** The longest key of a device. */
    int MOST_KEY = 200;

    /** Whatever there is: the administrator's, and that of the program's own sources. */
    record Everything() implements Grant {}

    /** Readings of any device. */
    record AllDevices() implements Grant {}

    /**
     * Readings of these devices only.
     *
     * @param names 1 to {@link #MOST_DEVICES} keys of devices, or {@code prefix/*} for all whose key begins with {@code
     *     prefix/}
     */
    record Devices(List<String> names) implements Grant {
        private static final String ALL_BELOW = "/*";

        /** @throws IllegalArgumentException with a sentence, when a name is none */
        public Devices {
            names = List.copyOf(new LinkedHashSet<>(names));
            if (names.isEmpty() || names.size() > MOST_DEVICES) {
                throw new IllegalArgumentException(
                        "A token names 1 to " + MOST_DEVICES + " devices, not " + names.size() + ".");
            }
            names.forEach(Devices::check);
        }

        private static void check(String name) {
            String key = name.endsWith(ALL_BELOW) ? name.substring(0, name.length() - ALL_BELOW.length()) : name;
            if (key.isBlank() || name.length() > MOST_KEY || name.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("A device is named by its key, of 1 to " + MOST_KEY
                        + " characters and none of them a control character, or a group of devices as prefix/*.");
            }
            if (key.indexOf('*') >= 0) {
                throw new IllegalArgumentException("A * stands only at the end, after a /: building-2/*.");
            }
        }

        /** Whether the device with this key is one of them. */
        public boolean allows(String device) {
            for (String name : names) {
                if (name.endsWith(ALL_BELOW)
                        ? device.startsWith(name.substring(0, name.length() - 1)) && device.length() >= name.length()
                        : name.equals(device)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isOne() {
            return names.size() == 1 && !names.getFirst().endsWith(ALL_BELOW);
        }
    }

    /**
     * Readings of devices at a site; a device that is new is put there.
     *
     * @param id of the site: 1 to 200 of {@code [a-z0-9-]}
     */
    record Site(String id) implements Grant {
        private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,200}");

        public Site {
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException("A site is named by its id, which is made of a to z, 0 to 9 and -.");
            }
        }
    }

    /** The one device that it is for; empty where it is for more, or for a site. */
    default Optional<String> onlyDevice() {
        return this instanceof Devices devices && devices.isOne()
                ? Optional.of(devices.names().getFirst())
                : Optional.empty();
    }

    /** As it is kept: {@code all}, {@code site} or {@code devices} and what they are, each on a line of its own. */
    default String text() {
        return switch (this) {
            case Everything _ -> throw new IllegalStateException("everything is granted to no token");
            case AllDevices _ -> "all";
            case Devices devices -> "devices\n" + String.join("\n", devices.names());
            case Site site -> "site\n" + site.id();
        };
    }

    /** @throws IllegalArgumentException when it is nothing that {@link #text} gives */
    static Grant parse(String text) {
        List<String> lines = Arrays.asList(text.split("\n", -1));
        List<String> rest = lines.subList(1, lines.size());
        String kind = lines.getFirst();
        if (kind.equals("all") && rest.isEmpty()) {
            return new AllDevices();
        }
        if (kind.equals("site") && rest.size() == 1) {
            return new Site(rest.getFirst());
        }
        if (kind.equals("devices")) {
            return new Devices(rest);
        }
        throw new IllegalArgumentException("no grant: " + kind);
    }
}
