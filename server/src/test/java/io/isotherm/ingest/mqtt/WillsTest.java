package io.isotherm.ingest.mqtt;

import static io.isotherm.ingest.mqtt.RawClient.connectWithWill;
import static io.isotherm.ingest.mqtt.RawClient.number;
import static io.isotherm.ingest.mqtt.RawClient.packet;
import static io.isotherm.ingest.mqtt.RawClient.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.security.Caller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients leave to be said when they are gone. */
class WillsTest {
    private static final String TOPIC = "plain/fridge/state";

    private final RecordingDoor door = new RecordingDoor();
    private final Vertx vertx = Vertx.vertx();
    private final MqttListener listener = new MqttListener(
            vertx,
            MqttSettings.of("127.0.0.1", 0),
            _ -> new MqttAdmission.Admitted(new Caller.Administrator(), null),
            new TopicDecoders(List.of(new PlainDecoder())),
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

    @Test
    void aClientThatGoesWithoutAWordIsOffline() throws IOException {
        connected(connectWithWill("c", 0, TOPIC, "offline")).close();

        await().untilAsserted(() -> assertThat(states()).containsExactly("plain: plain/fridge offline"));
    }

    @Test
    void aClientThatFallsSilentIsOffline() throws IOException {
        try (RawClient client = connected(connectWithWill("c", 1, TOPIC, "offline"))) {
            assertThat(client.readToEnd()).isEmpty();
            await().untilAsserted(() -> assertThat(states()).containsExactly("plain: plain/fridge offline"));
        }
    }

    @Test
    void aClientThatSaysGoodbyeIsNot() throws IOException {
        try (RawClient client = connected(connectWithWill("c", 0, TOPIC, "offline"))) {
            assertThat(client.send(packet(0xE0)).readToEnd()).isEmpty();
        }
        await().until(() -> listener.connectionCount() == 0);
        // What comes after it shows that nothing came before.
        connected(connectWithWill("d", 0, "plain/other/state", "offline")).close();
        await().untilAsserted(() -> assertThat(states()).containsExactly("plain: plain/other offline"));
    }

    @Test
    void oneThatAskedForItIsInMqtt5() throws IOException {
        try (RawClient client = connected(connect5(0))) {
            assertThat(client.send(packet(0xE0, new byte[] {4})).readToEnd()).isEmpty();
        }
        await().untilAsserted(() -> assertThat(states()).containsExactly("plain: plain/fridge offline"));
    }

    @Test
    void aClientThatIsBackBeforeItsOldConnectionIsFoundDeadIsNotOffline() throws IOException {
        RawClient old = connected(connectWithWill("c", 0, TOPIC, "offline"));
        RawClient other = connected(connectWithWill("c", 0, "plain/other/state", "offline"));
        try (RawClient anew = connected(connectWithWill("c", 0, TOPIC, "offline"))) {
            old.close();
            await().until(() -> listener.connectionCount() == 2);
            // Another device of the same client id, which is really gone.
            other.close();
            await().untilAsserted(() -> assertThat(states()).containsExactly("plain: plain/other offline"));
            anew.send(packet(0xC0)).read(2);
        }
        await().untilAsserted(() ->
                assertThat(states()).containsExactly("plain: plain/other offline", "plain: plain/fridge offline"));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aWillWithADelayWaitsForTheClientToComeBack(boolean comesBack) throws IOException {
        connected(connect5(1)).close();
        await().until(() -> listener.connectionCount() == 0);
        assertThat(states()).isEmpty();
        if (comesBack) {
            try (RawClient anew = connected(connect5(1))) {
                assertThat(anew.send(packet(0xE0)).readToEnd()).isEmpty();
            }
            connected(connectWithWill("d", 0, "plain/other/state", "offline")).close();
            connected(connectDelayed("e", 2, "plain/late/state")).close();
            await().untilAsserted(() ->
                    assertThat(states()).containsExactly("plain: plain/other offline", "plain: plain/late offline"));
        } else {
            await().untilAsserted(() -> assertThat(states()).containsExactly("plain: plain/fridge offline"));
        }
    }

    @Test
    void whatIsOwedIsSaidWhenTheListenerCloses() throws IOException {
        connected(connect5(100)).close();
        await().until(() -> listener.connectionCount() == 0);

        listener.close();

        assertThat(states()).containsExactly("plain: plain/fridge offline");
    }

    @Test
    void aDeviceIsNotOfflineBecauseTheListenerCloses() throws IOException {
        try (RawClient client = connected(connectWithWill("c", 0, TOPIC, "offline"))) {
            listener.close();
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(states()).isEmpty();
    }

    @Test
    void aWillThatIsTooLongIsLeftOut() throws IOException {
        connected(connectWithWill("c", 0, TOPIC, "x".repeat(4_097))).close();
        connected(connectWithWill("d", 0, "plain/other/state", "offline")).close();
        await().untilAsserted(() -> assertThat(states()).containsExactly("plain: plain/other offline"));
    }

    private List<String> states() {
        return door.arrivals().stream()
                .flatMap(arrival -> arrival.batch().notes().stream()
                        .map(note -> arrival.sender().protocol() + ": " + note.device()
                                + (Boolean.TRUE.equals(note.online()) ? " online" : " offline")))
                .toList();
    }

    private RawClient connected(byte[] connect) throws IOException {
        RawClient client = new RawClient(port);
        boolean version5 = connect[8] == 5;
        assertThat(client.send(connect).read(version5 ? 13 : 4)).startsWith("20");
        return client;
    }

    private static byte[] connect5(int delay) throws IOException {
        return connectDelayed("c", delay, TOPIC);
    }

    private static byte[] connectDelayed(String id, int delay, String topic) throws IOException {
        return packet(
                0x10,
                text("MQTT"),
                new byte[] {5, 2 | 4, 0, 0, 0},
                text(id),
                new byte[] {5, 0x18, 0, 0},
                number(delay),
                text(topic),
                number(7),
                "offline".getBytes(UTF_8));
    }
}
