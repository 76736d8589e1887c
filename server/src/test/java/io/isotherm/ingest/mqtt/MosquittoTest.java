package io.isotherm.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.Readings;
import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.security.Caller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the client that most people try first: mosquitto_pub. */
class MosquittoTest {
    private final RecordingDoor door = new RecordingDoor();
    private final Vertx vertx = Vertx.vertx();
    private final MqttListener listener = new MqttListener(
            vertx,
            MqttSettings.of("127.0.0.1", 0),
            shown -> shown.user() == null || "secret".equals(shown.password())
                    ? new MqttAdmission.Admitted(new Caller.Administrator(), null)
                    : null,
            new TopicDecoders(List.of()),
            door,
            new SimpleMeterRegistry());
    private int port;

    @BeforeEach
    void start() throws IOException {
        port = listener.start();
    }

    @AfterEach
    void stop() {
        door.open();
        listener.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @CsvSource({"mqttv311, 0", "mqttv311, 1", "mqttv311, 2", "mqttv31, 1", "mqttv5, 0", "mqttv5, 1", "mqttv5, 2"})
    void everyVersionAndQualityWorks(String version, String qos) throws Exception {
        assertThat(run("mosquitto_pub", "-V", version, "-q", qos, "-t", "isotherm/fridge-1", "-m", "4.31 °C"))
                .isZero();

        await().until(() -> door.arrivals().size() == 1);
        assertThat(Readings.of(door.arrivals().getFirst().batch())).containsExactly("fridge-1 temperature 4.31 °C");
    }

    @Test
    void thePublisherWaitsUntilItsMessageIsDurable() throws Exception {
        door.hold();
        Process publisher =
                begin("mosquitto_pub", "-q", "1", "-t", "isotherm/k", "-m", "{\"temperature\":21.4,\"humidity\":40}");
        await().until(() -> door.arrivals().size() == 1);
        assertThat(publisher.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();

        door.arrivals().getFirst().open();

        assertThat(publisher.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(publisher.exitValue()).isZero();
        assertThat(Readings.of(door.arrivals().getFirst().batch()))
                .containsExactly("k/temperature temperature 21.4", "k/humidity humidity 40.0");
    }

    @Test
    void aThousandLinesArriveInOrder() throws Exception {
        Process publisher = new ProcessBuilder(
                        Programs.find("mosquitto_pub"),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(port),
                        "-q",
                        "1",
                        "-t",
                        "isotherm/k",
                        "-l")
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedWriter lines = publisher.outputWriter()) {
            for (int i = 0; i < 1_000; i++) {
                lines.write(i + "\n");
            }
            lines.flush();
            // Mosquitto 2.1.2 leaves out what still waits when its input ends.
            await().atMost(Duration.ofSeconds(30)).until(() -> door.arrivals().size() >= 1_000);
        }

        assertThat(publisher.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(publisher.exitValue()).isZero();
        assertThat(door.arrivals()).hasSize(1_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(door.arrivals().get(i).batch().value(0)).isEqualTo(i);
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        assertThat(run("mosquitto_pub", "-u", "u", "-P", "wrong", "-t", "isotherm/k", "-m", "1"))
                .isEqualTo(4);
        assertThat(run("mosquitto_pub", "-u", "u", "-P", "secret", "-t", "isotherm/k", "-m", "1"))
                .isZero();
    }

    @Test
    void aSubscriberIsToldThatThereIsNothing() throws Exception {
        Process subscriber = new ProcessBuilder(
                        Programs.find("mosquitto_sub"),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(port),
                        "-t",
                        "isotherm/#")
                .redirectErrorStream(true)
                .start();

        assertThat(subscriber.waitFor(Duration.ofSeconds(20))).isTrue();

        assertThat(subscriber.inputReader().readAllLines()).contains("All subscription requests were denied.");
        assertThat(door.arrivals()).isEmpty();
    }

    private int run(String program, String... arguments) throws Exception {
        Process process = begin(program, arguments);
        assertThat(process.waitFor(Duration.ofSeconds(20))).isTrue();
        return process.exitValue();
    }

    private Process begin(String program, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Programs.find(program), "-h", "127.0.0.1", "-p", String.valueOf(port)));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }
}
