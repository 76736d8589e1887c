package io.isotherm.ingest;

import io.isotherm.model.Device;
import io.isotherm.model.SensorKey;
import io.isotherm.pipeline.Pipeline;
import io.isotherm.security.Grant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a sender may send of, asked once for each key of a message: a few look-ups in memory, which a cache would not make
 * cheaper, and which are never out of date.
 */
final class Admission {
    private final Pipeline pipeline;

    Admission(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Whether it may send of anything, so that nothing need be asked. */
    static boolean isUnlimited(Grant grant) {
        return grant instanceof Grant.Everything || grant instanceof Grant.AllDevices;
    }

    /** Where a device is put that has to be created for it; null where that is nowhere. */
    static @Nullable String site(Grant grant) {
        return grant instanceof Grant.Site site ? site.id() : null;
    }

    /** Why it must not send of this sensor; null where it may. */
    @Nullable
    String denied(Grant grant, SensorKey key) {
        return switch (grant) {
            case Grant.Everything _, Grant.AllDevices _ -> null;
            case Grant.Devices devices -> denied(devices, key.device());
            case Grant.Site site -> denied(site, key.device(), pipeline.device(key));
        };
    }

    /** Likewise, of a device. */
    @Nullable
    String denied(Grant grant, String device) {
        return switch (grant) {
            case Grant.Everything _, Grant.AllDevices _ -> null;
            case Grant.Devices devices -> denied(devices, device);
            case Grant.Site site -> denied(site, device, pipeline.device(device));
        };
    }

    private static @Nullable String denied(Grant.Devices devices, String device) {
        return devices.allows(device) ? null : "This token is not for the device " + device + ".";
    }

    private @Nullable String denied(Grant.Site site, String key, Optional<Device> device) {
        if (!pipeline.hasSite(site.id())) {
            return "The site " + site.id() + " that this token is for does not exist any more.";
        }
        // One that is nowhere is not taken: somebody else's token may have made it.
        return device.isEmpty() || site.id().equals(device.get().site())
                ? null
                : "The device " + key + " is not at the site " + site.id() + ", which this token is for.";
    }
}
