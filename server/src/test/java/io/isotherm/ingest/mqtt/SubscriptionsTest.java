package io.isotherm.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    @Test
    void withoutAGroupTheTopicsAreSubscribedToAsTheyAre() {
        Subscriptions subscriptions = Subscriptions.of(List.of("tele/#", "+/status"), null);
        assertThat(subscriptions.everyone()).containsExactly("tele/#", "+/status");
        assertThat(subscriptions.shared()).isEmpty();
    }

    @Test
    void withAGroupEveryProcessHearsWhichDevicesThereAre() {
        Subscriptions subscriptions = Subscriptions.of(List.of("tele/a/#", "spBv1.0/plant/#", "isotherm/#"), "site");
        assertThat(subscriptions.shared())
                .containsExactly("$share/site/tele/a/#", "$share/site/spBv1.0/plant/#", "$share/site/isotherm/#");
        assertThat(subscriptions.everyone())
                .containsExactly(
                        "tele/a/LWT",
                        "spBv1.0/plant/NBIRTH/+",
                        "spBv1.0/plant/DBIRTH/+/+",
                        "spBv1.0/plant/NDEATH/+",
                        "spBv1.0/plant/DDEATH/+/+");
    }

    @Test
    void withoutTopicsThoseOfAllKnownMakesAreSubscribedTo() {
        List<String> all = new ArrayList<>(Subscriptions.of(List.of(), null).everyone());
        assertThat(all)
                .contains("isotherm/#", "zigbee2mqtt/#", "tele/#", "shellies/#", "ruuvi/#", "spBv1.0/#")
                .allSatisfy(filter -> assertThat(TopicFilter.isValid(filter)).isTrue());
        assertThat(Subscriptions.of(List.of(), "g").everyone())
                .contains("homeassistant/+/+/config", "zigbee2mqtt/bridge/#", "+/online", "+/status");
    }

    @Test
    void noTopicOfADeviceIsSubscribedToTwice() {
        List<String> all = new ArrayList<>(Subscriptions.of(List.of(), null).everyone());
        for (String topic : List.of(
                "isotherm/a/b",
                "zigbee2mqtt/floor1/kitchen",
                "zigbee2mqtt/kitchen/availability",
                "tele/T/SENSOR",
                "stat/T/STATUS10",
                "shellies/ID/ext_temperature/0",
                "shellyplusht-b8d61a8b17cc/status/temperature:0",
                "shellyplusht-b8d61a8b17cc/events/rpc",
                "shellyplusht-b8d61a8b17cc/online",
                "livingroom/sensor/temperature/state",
                "livingroom/status",
                "ruuvi/AA:CC:EE:00:11:22/E3:75:CF:37:4E:23",
                "homeassistant/sensor/bedroom/config",
                "homeassistant/sensor/node/bedroom/config",
                "homeassistant/sensor/bedroom/state",
                "v1/gateway/telemetry",
                "v3/app@tenant/devices/dev1/up",
                "application/ID/device/EUI/event/up",
                "v1.1/Datastreams(1)/Observations",
                "spBv1.0/G/DDATA/E/D")) {
            assertThat(all.stream().filter(filter -> topic.equals(TopicFilter.both(filter, topic))))
                    .as(topic)
                    .hasSize(1);
        }
    }
}
