package io.isotherm.inbox;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last message of each device that waits, as far as this process took it in. May be used from any thread. */
public final class Samples {
    /** Devices whose message is remembered; the one that was longest without is forgotten. 4 MB of bytes at most. */
    static final int MOST = 1_000;

    private final Map<String, MessageSample> byDevice = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MessageSample> eldest) {
            return size() > MOST;
        }
    };

    /** @param device the device's key */
    public synchronized void put(String device, MessageSample sample) {
        byDevice.put(device, sample);
    }

    /** The last message of the device with this key; null where none is known. */
    public synchronized @Nullable MessageSample of(String device) {
        return byDevice.get(device);
    }

    /** When a message of it last came, epoch milliseconds; {@link Long#MIN_VALUE} where none is known. */
    public synchronized long heard(String device) {
        MessageSample sample = byDevice.get(device);
        return sample == null ? Long.MIN_VALUE : sample.at();
    }
}
