package io.isotherm.ingest.vendor;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RuuviGatewayTest {
    @TestFactory
    Stream<DynamicTest> everyMessageSaysWhatTheTableTells() {
        return Corpus.tests("ruuvi", RuuviGateway::new);
    }
}
