package io.isotherm.ingest.vendor;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class EspHomeTest {
    @TestFactory
    Stream<DynamicTest> everyMessageSaysWhatTheTableTells() {
        return Corpus.tests("esphome", () -> new EspHome(new Discoveries()));
    }
}
