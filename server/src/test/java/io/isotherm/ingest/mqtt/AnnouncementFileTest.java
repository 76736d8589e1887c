package io.isotherm.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Readings;
import io.isotherm.ingest.vendor.HomeDecoders;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.ingest.vendor.TopicDecoders.Decoded;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device announced is known after a restart, though it does not announce it again. */
class AnnouncementFileTest {
    private static final String CONFIG = """
            {"name":"Temperature","device_class":"temperature","state_topic":"house/TOPIC","unit_of_measurement":"°C",\
            "value_template":"{{ value_json.t }}","unique_id":"TOPIC"}""";

    private final Vertx vertx = Vertx.vertx();
    private Path file;

    @BeforeEach
    void name(@TempDir Path folder) {
        file = folder.resolve("mqtt-announcements");
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private static void announce(TopicDecoders decoders, String name, String config) {
        decoders.decode(
                "homeassistant/sensor/" + name + "/config",
                config.replace("TOPIC", name).getBytes(UTF_8),
                0);
    }

    private static List<String> read(TopicDecoders decoders, String name) {
        Decoded decoded = decoders.decode("house/" + name, "{\"t\":21.5}".getBytes(UTF_8), 0);
        return decoded == null ? List.of() : Readings.of(decoded.batch());
    }

    private static TopicDecoders decoders() {
        return new TopicDecoders(HomeDecoders.all());
    }

    @Test
    void whatWasAnnouncedIsKnownAfterARestartUntilItIsTakenBack() {
        TopicDecoders first = decoders();
        try (AnnouncementFile kept = AnnouncementFile.open(vertx, file, first)) {
            announce(first, "kitchen", CONFIG);
            announce(first, "cellar", CONFIG);
            kept.write();
            announce(first, "attic", CONFIG);
            announce(first, "cellar", "");
        }
        TopicDecoders second = decoders();
        try (AnnouncementFile _ = AnnouncementFile.open(vertx, file, second)) {
            assertThat(read(second, "kitchen"))
                    .containsExactly("homeassistant/kitchen/temperature temperature 21.5 °C");
            assertThat(read(second, "attic")).hasSize(1);
            assertThat(read(second, "cellar")).isEmpty();
            announce(second, "attic", "");
        }
        TopicDecoders third = decoders();
        AnnouncementFile.open(vertx, file, third).close();
        assertThat(read(third, "attic")).isEmpty();
        assertThat(read(third, "kitchen")).hasSize(1);
        assertThat(read(decoders(), "kitchen")).as("without the file").isEmpty();
    }

    @Test
    void nothingIsWrittenWhereNothingNewWasAnnounced() throws IOException {
        TopicDecoders first = decoders();
        try (AnnouncementFile kept = AnnouncementFile.open(vertx, file, first)) {
            announce(first, "kitchen", CONFIG);
            kept.write();
            Files.delete(file);
            announce(first, "kitchen", CONFIG);
            read(first, "kitchen");
        }
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no JSON",
                "{\"topic\":7,\"payload\":\"e30=\"}",
                "{\"topic\":\"homeassistant/sensor/a/config\"}",
                "{\"topic\":\"homeassistant/sensor/a/config\",\"payload\":\"%\"}",
                "[1]",
                ""
            })
    void aLineThatIsDamagedIsPassedOver(String line) throws IOException {
        TopicDecoders first = decoders();
        try (AnnouncementFile _ = AnnouncementFile.open(vertx, file, first)) {
            announce(first, "kitchen", CONFIG);
        }
        Files.writeString(file, line + "\n" + Files.readString(file));
        TopicDecoders second = decoders();
        AnnouncementFile.open(vertx, file, second).close();
        assertThat(read(second, "kitchen")).hasSize(1);
    }

    @Test
    void aFileThatCannotBeUsedDoesNoHarm() throws IOException {
        Files.createDirectory(file);
        Files.writeString(file.resolve("in it"), "");
        TopicDecoders first = decoders();
        try (AnnouncementFile kept = AnnouncementFile.open(vertx, file, first)) {
            announce(first, "kitchen", CONFIG);
            kept.write();
            assertThat(read(first, "kitchen")).hasSize(1);
        }
        assertThat(file).isDirectory();
    }
}
