package io.isotherm.model;

import java.util.Locale;
import java.util.Optional;

/** How the program stands to a device or a sensor. */
public enum Standing {
    /** In use. */
    ACTIVE,
    /** In the inbox: from an unknown sender, and not adopted yet. */
    WAITING,
    /** Its readings are refused. */
    BLOCKED,
    /** No longer in use; its history stays. */
    RETIRED;

    /** The name in the API and in the store. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Standing> ofId(String id) {
        for (Standing standing : values()) {
            if (standing.id().equals(id)) {
                return Optional.of(standing);
            }
        }
        return Optional.empty();
    }
}
