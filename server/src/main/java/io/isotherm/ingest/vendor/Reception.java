package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.model.DeviceNote;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The gateways that heard one message of a LoRaWAN device: the one that heard it best is told. */
final class Reception {
    /** So many gateways are looked at. */
    private static final int MAX_GATEWAYS = 100;

    private Reception() {}

    /**
     * Sets the signal and the gateway.
     *
     * @param id of one gateway, in one element of the list
     */
    static void describe(Map<String, String> attributes, JsonNode gateways, GatewayId id) {
        JsonNode best = null;
        double strongest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < Math.min(gateways.size(), MAX_GATEWAYS); i++) {
            JsonNode rssi = gateways.path(i).path("rssi");
            // An absent one is not 0 dBm.
            if (rssi.isNumber() && rssi.doubleValue() > strongest && rssi.doubleValue() < 100) {
                strongest = rssi.doubleValue();
                best = gateways.path(i);
            }
        }
        if (best != null) {
            JsonText.attribute(attributes, DeviceNote.SIGNAL, best.path("rssi").asText() + " dBm");
            JsonText.attribute(attributes, DeviceNote.GATEWAY, id.of(best));
        }
    }

    /** Where a network server keeps the gateway's id. */
    @FunctionalInterface
    interface GatewayId {
        @Nullable
        String of(JsonNode gateway);
    }
}
