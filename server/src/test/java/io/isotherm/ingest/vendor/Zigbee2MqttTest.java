package io.isotherm.ingest.vendor;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class Zigbee2MqttTest {
    @TestFactory
    Stream<DynamicTest> everyMessageSaysWhatTheTableTells() {
        return Corpus.tests("zigbee2mqtt", Zigbee2Mqtt::new);
    }
}
