package io.isotherm.ingest.vendor;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ShellyGen1Test {
    @TestFactory
    Stream<DynamicTest> everyMessageSaysWhatTheTableTells() {
        return Corpus.tests("shelly1", ShellyGen1::new);
    }
}
