package io.isotherm.ingest.vendor;

import java.util.List;

/** The decoders of what sends in a home. */
public final class HomeDecoders {
    private HomeDecoders() {}

    /**
     * New decoders, in the order in which they are to be asked: those whose topics nobody else has first, then what
     * discovery told of, then those whose topics are so general that others may mean them.
     */
    public static List<TopicDecoder> all() {
        Discoveries discoveries = new Discoveries();
        Zigbee2Mqtt zigbee = new Zigbee2Mqtt();
        Tasmota tasmota = new Tasmota();
        ShellyGen1 shelly1 = new ShellyGen1();
        Shelly shelly = new Shelly();
        EspHome espHome = new EspHome(discoveries);
        HomeAssistantDiscovery discovery =
                new HomeAssistantDiscovery(discoveries, List.of(zigbee, tasmota, shelly1, shelly, espHome));
        return List.of(zigbee, tasmota, new RuuviGateway(), shelly1, shelly, discovery, espHome);
    }
}
