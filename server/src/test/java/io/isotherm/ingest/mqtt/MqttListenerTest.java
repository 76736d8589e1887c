package io.isotherm.ingest.mqtt;

import static io.isotherm.ingest.mqtt.RawClient.connect;
import static io.isotherm.ingest.mqtt.RawClient.number;
import static io.isotherm.ingest.mqtt.RawClient.packet;
import static io.isotherm.ingest.mqtt.RawClient.publish;
import static io.isotherm.ingest.mqtt.RawClient.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.Readings;
import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.Sender;
import io.isotherm.ingest.vendor.TopicDecoder;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.model.IncomingBatch;
import io.isotherm.ops.Health;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.security.Caller;
import io.isotherm.store.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MqttListenerTest {
    private static final String ACCEPTED = "20020000";

    private static final MqttAdmission.Admitted ANYBODY = new MqttAdmission.Admitted(new Caller.Administrator(), null);

    private final RecordingDoor door = new RecordingDoor();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final List<MqttListener> listeners = new ArrayList<>();
    private final List<TopicDecoder> decoders = new ArrayList<>();

    @AfterEach
    void stop() {
        door.open();
        listeners.forEach(MqttListener::close);
        vertx.close().await();
    }

    @Test
    void aMessageIsAcknowledgedOnlyWhenItIsDurable() throws IOException {
        door.hold();
        int port = start();
        Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
        MqttClient client = client(port, new MqttClientOptions().setClientId("logger"));
        client.publishCompletionHandler(acknowledged::add);

        int id = client.publish("isotherm/kitchen/air", Buffer.buffer("21.5"), MqttQoS.AT_LEAST_ONCE, false, false)
                .await();
        await().until(() -> door.arrivals().size() == 1);
        AtomicBoolean answered = new AtomicBoolean();
        client.pingResponseHandler(_ -> answered.set(true));
        client.ping();
        await("what was asked later has been answered").untilTrue(answered);
        assertThat(acknowledged).isEmpty();

        door.arrivals().getFirst().open();

        await().until(() -> acknowledged.contains(id));
        assertThat(Readings.of(door.arrivals().getFirst().batch())).containsExactly("kitchen/air temperature 21.5");
        assertThat(door.arrivals().getFirst().sender().protocol()).isEqualTo("mqtt");
        assertThat(door.arrivals().getFirst().sender().id()).isEqualTo("logger at 127.0.0.1");
    }

    @Test
    void acknowledgementsComeInTheOrderOfTheMessages() throws IOException {
        door.hold();
        try (RawClient client = connected(start())) {
            client.send(message(1, 1), message(1, 2), message(1, 3));
            await().until(() -> door.arrivals().size() == 3);

            door.arrivals().get(1).open();
            // What is answered at once shows that nothing else is on its way.
            assertThat(client.send(packet(0xC0)).read(2)).isEqualTo("d000");
            assertThat(client.isSilent()).isTrue();
            door.arrivals().get(0).open();

            assertThat(client.read(8)).isEqualTo("4002000140020002");
            door.arrivals().get(2).open();
            assertThat(client.read(4)).isEqualTo("40020003");
        }
    }

    @Test
    void quality2IsReceivedWhenDurableAndTakenOnce() throws IOException {
        door.hold();
        try (RawClient client = connected(start())) {
            client.send(message(2, 7));
            await().until(() -> door.arrivals().size() == 1);
            assertThat(client.send(packet(0xC0)).read(2)).isEqualTo("d000");
            door.arrivals().getFirst().open();
            assertThat(client.read(4)).isEqualTo("50020007");

            byte[] again = message(2, 7);
            again[0] |= 8;
            assertThat(client.send(again).read(4)).isEqualTo("50020007");
            assertThat(door.arrivals()).hasSize(1);

            assertThat(client.send(packet(0x62, number(7))).read(4)).isEqualTo("70020007");
            client.send(message(2, 7));
            await().until(() -> door.arrivals().size() == 2);
        }
    }

    @Test
    void whatWasSentWithoutWaitingForTheAnswerIsRead() throws IOException {
        int port = start();
        byte[] large = ("{\"sensor\":\"big\",\"value\":1,\"pad\":\"" + "x".repeat(90_000) + "\"}").getBytes(UTF_8);
        try (RawClient client = new RawClient(port)) {
            client.send(
                    connect("c", 0, null, null),
                    message(1, 1),
                    publish(1, 2, "isotherm/b", large),
                    message(1, 3),
                    packet(0xC0));

            assertThat(client.read(4)).isEqualTo(ACCEPTED);
            assertThat(client.read(14)).contains("40020001", "40020002", "40020003", "d000");
            assertThat(door.arrivals()).hasSize(3);
        }
    }

    @Test
    void theLastMessageBeforeADisconnectIsKept() throws IOException {
        try (RawClient client = connected(start())) {
            client.send(message(0, 0), packet(0xE0));

            assertThat(client.readToEnd()).isEmpty();
            assertThat(door.arrivals()).hasSize(1);
        }
    }

    @Test
    void whatIsNotKeptIsNotAcknowledgedAndTheClientIsMadeToComeAgain() throws IOException {
        door.failWith(new StoreException("disk full"));
        int port = start();
        try (RawClient client = connected(port)) {
            client.send(message(1, 1));
            assertThat(client.readToEnd()).isEmpty();
        }
        door.open();
        try (RawClient client = connected(port)) {
            assertThat(client.send(message(1, 1)).read(4)).isEqualTo("40020001");
        }
    }

    @Test
    void whatWasKeptBeforeAFailureIsStillAcknowledged() throws IOException {
        door.hold();
        try (RawClient client = connected(start())) {
            client.send(message(1, 1));
            await().until(() -> door.arrivals().size() == 1);
            door.failWith(new StoreException("disk full"));
            client.send(message(1, 2));
            await().until(() -> door.arrivals().size() == 2);

            door.arrivals().getFirst().open();

            assertThat(client.readToEnd()).isEqualTo("40020001");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void aClientThatSendsFasterThanCanBeKeptIsNotReadFrom(int inFlight) throws IOException {
        door.hold();
        MqttSettings settings = settings(inFlight, Duration.ofSeconds(30));
        try (RawClient client = connected(start(settings, _ -> true))) {
            for (int i = 1; i <= 5_000; i++) {
                client.send(message(0, 0));
            }
            await().until(() -> door.arrivals().size() == inFlight);
            assertThat(client.isSilent()).isTrue();
            door.open();
            await().until(() -> door.arrivals().size() == 5_000);
        }
    }

    @Test
    void aClientIsClosedWhenNothingBecomesDurable() throws IOException {
        door.hold();
        MqttSettings settings = settings(2, Duration.ofMillis(200));
        try (RawClient client = connected(start(settings, _ -> true))) {
            client.send(message(1, 1), message(1, 2), message(1, 3));

            assertThat(client.readToEnd()).isEmpty();
            assertThat(door.arrivals()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whatTheStoreHasNoRoomForWaitsAndIsTriedAgainWithTheTimeOfItsReceipt(int quality) throws IOException {
        door.failWith(new OverloadedException("full", 1));
        long before = System.currentTimeMillis();
        try (RawClient client = connected(start())) {
            client.send(message(quality, 5));
            await().until(() -> door.arrivals().size() >= 3);
            long after = System.currentTimeMillis();
            assertThat(client.isSilent()).isTrue();

            door.open();
            // Read from again, and the one that waited is not lost.
            assertThat(client.send(message(1, 6)).read(quality == 0 ? 4 : 8))
                    .isEqualTo(quality == 0 ? "40020006" : (quality == 1 ? "40020005" : "50020005") + "40020006");
            List<Long> times = door.arrivals().stream()
                    .filter(arrival -> arrival.batch().time(0) != IncomingBatch.NO_TIME)
                    .map(arrival -> arrival.batch().time(0))
                    .distinct()
                    .toList();
            assertThat(times).hasSize(1).first(LONG).isBetween(before, after);
        }
    }

    @Test
    void theMessagesOfAClientThatLeavesWhileTheStoreHasNoRoomAreKept() throws IOException {
        door.failWith(new OverloadedException("full", 1));
        try (RawClient client = connected(start())) {
            client.send(message(0, 0), packet(0xe0));
            await().until(() -> door.arrivals().size() >= 2);
            door.open();

            assertThat(client.readToEnd()).isEmpty();
            int tries = door.arrivals().size();
            assertThat(door.arrivals().get(tries - 1).batch().size()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            isotherm/a   | lukewarm
            isotherm/a   | {"value":null}
            isotherm/    | 21.5
            other/topic  | 21.5
            """)
    void whatCannotBeUsedIsAcknowledgedAsItWouldComeForEver(String topic, String payload) throws IOException {
        try (RawClient client = connected(start())) {
            client.send(publish(1, 9, topic, payload.getBytes(UTF_8)));

            assertThat(client.read(4)).isEqualTo("40020009");
            assertThat(door.arrivals()).allSatisfy(arrival -> {
                assertThat(arrival.batch().size()).isZero();
                assertThat(arrival.batch().refusals()).hasSize(1);
            });
            assertThat(meters.counter("isotherm.mqtt.ignored", "reason", "topic")
                            .count())
                    .isEqualTo(topic.equals("isotherm/a") ? 0 : 1);
        }
    }

    @Test
    void aPayloadThatIsTooLongIsRefusedAndALongerPacketEndsTheConnection() throws IOException {
        int port = start();
        try (RawClient client = connected(port)) {
            client.send(publish(1, 1, "isotherm/a", new byte[256 * 1024 + 1]), message(1, 2));
            assertThat(client.read(8)).isEqualTo("4002000140020002");
            assertThat(Readings.refusals(door.arrivals().getFirst().batch()).getFirst())
                    .contains("The payload has 262145 bytes; at most 262144");
        }
        try (RawClient client = connected(port)) {
            assertThat(client.offer(packet(0x32, new byte[700_000])).readToEnd())
                    .isEmpty();
        }
        assertThat(door.arrivals()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "admin, secret, 20020000",
        "admin, wrong, 20020004",
        "admin, , 20020004",
        ", , 20020005",
    })
    void credentialsAreAskedFor(String user, String password, String expected) throws IOException {
        int port = start(MqttSettings.of("127.0.0.1", 0), new MqttCredentials("admin", "secret")::equals);
        try (RawClient client = new RawClient(port)) {
            client.send(connect("c", 0, user, password));
            assertThat(client.read(4)).isEqualTo(expected);
            client.send(message(1, 1));
            if (expected.equals(ACCEPTED)) {
                assertThat(client.read(4)).isEqualTo("40020001");
            } else {
                assertThat(client.readToEnd()).isEmpty();
                assertThat(door.arrivals()).isEmpty();
            }
        }
    }

    @Test
    void credentialsDoNotShowTheirPassword() {
        assertThat(new MqttCredentials("u", "secret").toString()).doesNotContain("secret");
    }

    @Test
    void aSubscriptionFails() throws IOException {
        try (RawClient client = connected(start())) {
            client.send(packet(0x82, number(3), text("a/#"), new byte[] {1}, text("b"), new byte[] {0}));
            assertThat(client.read(6)).isEqualTo("900400038080");
            client.send(packet(0xA2, number(4), text("b")));
            assertThat(client.read(4)).isEqualTo("b0020004");
            assertThat(client.send(message(1, 1)).read(4)).isEqualTo("40020001");
        }
    }

    @Test
    void otherVersionsAndNamelessSessionsAreRefused() throws IOException {
        int port = start();
        try (RawClient client = new RawClient(port)) {
            client.send(packet(0x10, text("MQTT"), new byte[] {9, 2, 0, 0}, text("c")));
            assertThat(client.read(4)).isEqualTo("20020001");
            assertThat(client.readToEnd()).isEmpty();
        }
        try (RawClient client = new RawClient(port)) {
            client.send(packet(0x10, text("MQTT"), new byte[] {4, 0, 0, 0}, text("")));
            assertThat(client.read(4)).isEqualTo("20020002");
        }
        try (RawClient client = new RawClient(port)) {
            client.send(connect("c".repeat(257), 0, null, null));
            assertThat(client.read(4)).isEqualTo("20020002");
        }
        try (RawClient client = new RawClient(port)) {
            assertThat(client.send(connect("", 0, null, null)).read(4)).isEqualTo(ACCEPTED);
        }
        assertThat(door.arrivals()).isEmpty();
    }

    @Test
    void mqtt5Works() throws IOException {
        try (RawClient client = new RawClient(start())) {
            client.send(packet(0x10, text("MQTT"), new byte[] {5, 2, 0, 0, 0}, text("c")));
            // Success, with the most messages in flight (256) and the longest packet (594,288 bytes).
            assertThat(client.read(13)).isEqualTo("200b000008" + "210100" + "2700091170");

            client.send(packet(0x32, text("isotherm/a"), number(1), new byte[] {0}, "21.5".getBytes(UTF_8)));
            assertThat(client.read(4)).isEqualTo("40020001");
            client.send(packet(0x32, text("other"), number(2), new byte[] {0}, "21.5".getBytes(UTF_8)));
            assertThat(client.read(6)).startsWith("40").contains("000290");
            client.send(packet(0xC0));
            assertThat(client.read(2)).startsWith("d0");
        }
    }

    @Test
    void theTopicsOfAMakeOfDeviceAreTaken() throws IOException {
        PlainDecoder plain = new PlainDecoder();
        decoders.add(plain);
        try (RawClient client = connected(start())) {
            client.send(publish(1, 1, "plain/fridge", "4.5".getBytes(UTF_8)));
            assertThat(client.read(4)).isEqualTo("40020001");
            client.send(publish(1, 2, "v1/devices/me/telemetry", "4.5".getBytes(UTF_8)));
            assertThat(client.read(4)).isEqualTo("40020002");
        }
        assertThat(door.arrivals()).hasSize(1);
        assertThat(door.arrivals().getFirst().sender()).isEqualTo(new Sender("plain", "c at 127.0.0.1"));
        assertThat(plain.topics).containsExactly("plain/fridge", "v1/devices/c/telemetry");
        assertThat(meters.counter("isotherm.mqtt.ignored", "reason", "topic").count())
                .isEqualTo(1);
    }

    @Test
    void whatTheSenderHasNoRightToIsToldSo() throws IOException {
        door.denying("fridge-2");
        try (RawClient client = new RawClient(start())) {
            client.send(packet(0x10, text("MQTT"), new byte[] {5, 2, 0, 0, 0}, text("c")));
            assertThat(client.read(13)).startsWith("20");
            client.send(packet(0x32, text("isotherm/fridge-2"), number(1), new byte[] {0}, "21.5".getBytes(UTF_8)));
            assertThat(client.read(6)).isEqualTo("400400018700");
            client.send(packet(0x32, text("isotherm/fridge-1"), number(2), new byte[] {0}, "21.5".getBytes(UTF_8)));
            assertThat(client.read(4)).isEqualTo("40020002");
        }
        try (RawClient client = connected(listeners.getFirst().port())) {
            client.send(publish(1, 3, "isotherm/fridge-2", "21.5".getBytes(UTF_8)));
            assertThat(client.read(4)).isEqualTo("40020003");
        }
        assertThat(meters.counter("isotherm.mqtt.ignored", "reason", "rights").count())
                .isEqualTo(2);
    }

    @Test
    void aSessionThatOutlivesTheConnectionIsDeclined() throws IOException {
        int port = start();
        try (RawClient client = new RawClient(port)) {
            client.send(packet(0x10, text("MQTT"), new byte[] {4, 0, 0, 0}, text("c")));
            assertThat(client.read(4)).isEqualTo(ACCEPTED);
        }
        try (RawClient client = new RawClient(port)) {
            client.send(packet(0x10, text("MQTT"), new byte[] {5, 0, 0, 0, 5, 0x11, 0, 0, 0, 9}, text("c")));
            assertThat(client.read(18)).isEqualTo("201000000d" + "210100" + "1100000000" + "2700091170");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "user,   right, user",
        "right,  ,      -",
        "right,  wrong, -",
        "user,   wrong, refused",
        "user,   ,      refused",
        ",       right, -",
        ",       ,      refused",
    })
    void aTokenIsThePasswordOrTheUserName(String user, String password, String device) {
        MqttAdmission.Admitted admitted = Admissions.byToken("right").admit(new MqttCredentials(user, password));
        assertThat(admitted == null ? "refused" : admitted.device() == null ? "-" : admitted.device())
                .isEqualTo(device);
    }

    @Test
    void aClientThatFallsSilentIsClosed() throws IOException {
        int port = start();
        long before = System.nanoTime();
        try (RawClient client = new RawClient(port)) {
            client.send(connect("c", 1, null, null));
            assertThat(client.read(4)).isEqualTo(ACCEPTED);
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(1_400), Duration.ofSeconds(8));
    }

    @Test
    void aClientThatNeverSaysWhoItIsIsClosed() throws IOException {
        MqttSettings settings = new MqttSettings(
                "127.0.0.1",
                0,
                10,
                1_000,
                10,
                10_000,
                Duration.ofMillis(200),
                Duration.ofSeconds(9),
                Duration.ofSeconds(1),
                null);
        try (RawClient client = new RawClient(start(settings, _ -> true))) {
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void noBytesDoHarm() throws IOException {
        int port = start();
        Random random = new Random(3);
        byte[][] starts = {
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8),
            {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3},
            message(1, 1),
            packet(0xC0),
            packet(0x20, new byte[] {0, 0}),
            {(byte) 0x10, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0x7F},
        };
        for (byte[] bytes : starts) {
            try (RawClient client = new RawClient(port)) {
                assertThat(client.send(bytes).readToEnd()).isEmpty();
            }
        }
        for (int round = 0; round < 200; round++) {
            try (RawClient client = round % 2 == 0 ? new RawClient(port) : connected(port)) {
                byte[] bytes = new byte[1 + random.nextInt(300)];
                random.nextBytes(bytes);
                client.send(bytes);
            }
        }
        await("all of them are gone").until(() -> listeners.getFirst().connectionCount() == 0);
        try (RawClient client = connected(port)) {
            assertThat(client.send(message(1, 1)).read(4)).isEqualTo("40020001");
            // A wildcard in the topic, and a second CONNECT.
            assertThat(client.send(publish(0, 0, "isotherm/#", new byte[] {'1'}))
                            .readToEnd())
                    .isEmpty();
        }
        try (RawClient client = connected(port)) {
            assertThat(client.send(connect("c", 0, null, null)).readToEnd()).isEmpty();
        }
    }

    @Test
    void manyClientsAreServedAndNoMoreThanAllowed() throws IOException {
        MqttSettings settings = new MqttSettings(
                "127.0.0.1",
                0,
                300,
                1_000,
                10,
                10_000,
                Duration.ofSeconds(9),
                Duration.ofSeconds(9),
                Duration.ofSeconds(5),
                null);
        int port = start(settings, _ -> true);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                clients.add(connected(port));
            }
            try (RawClient oneMore = new RawClient(port)) {
                assertThat(oneMore.readToEnd()).isEmpty();
            }
            for (int round = 1; round <= 10; round++) {
                for (RawClient client : clients) {
                    client.send(message(1, round));
                }
            }
            for (RawClient client : clients) {
                assertThat(client.read(40)).endsWith("4002000a");
            }
            assertThat(door.arrivals()).hasSize(3_000);
            clients.removeFirst().close();
            await().until(() -> listeners.getFirst().connectionCount() == 299);
            clients.add(connected(port));
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void closingAcknowledgesWhatIsUnderWay() throws Exception {
        door.hold();
        int port = start();
        MqttListener listener = listeners.getFirst();
        try (RawClient client = connected(port);
                RawClient idle = connected(port)) {
            client.send(message(1, 1));
            await().until(() -> door.arrivals().size() == 1);
            Thread closing = Thread.startVirtualThread(listener::close);
            assertThat(idle.readToEnd()).isEmpty();
            assertThat(client.isSilent()).isTrue();

            door.open();

            assertThat(client.readToEnd()).isEqualTo("40020001");
            closing.join();
        }
        assertThat(listener.check().state()).isEqualTo(Health.State.DOWN);
    }

    @Test
    void closingDoesNotWaitForEver() throws IOException {
        door.hold();
        MqttSettings settings = new MqttSettings(
                "127.0.0.1",
                0,
                10,
                1_000,
                10,
                10_000,
                Duration.ofSeconds(9),
                Duration.ofSeconds(9),
                Duration.ofMillis(300),
                null);
        int port = start(settings, _ -> true);
        try (RawClient client = connected(port)) {
            client.send(message(1, 1));
            await().until(() -> door.arrivals().size() == 1);

            listeners.getFirst().close();

            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aPortThatIsTakenIsSaidWithTheSettingToChange() throws IOException {
        int taken = start();
        Vertx other = Vertx.vertx();
        try {
            MqttListener second = new MqttListener(
                    other,
                    MqttSettings.of("127.0.0.1", taken),
                    _ -> ANYBODY,
                    new TopicDecoders(List.of()),
                    door,
                    new SimpleMeterRegistry());
            assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken)
                    .hasMessageContaining("--mqtt-port");
        } finally {
            other.close().await();
        }
    }

    private int start() throws IOException {
        return start(MqttSettings.of("127.0.0.1", 0), _ -> true);
    }

    private int start(MqttSettings settings, Predicate<MqttCredentials> credentials) throws IOException {
        MqttListener listener =
                new MqttListener(vertx, settings, admission(credentials), new TopicDecoders(decoders), door, meters);
        listeners.add(listener);
        int port = listener.start();
        assertThat(listener.check()).isEqualTo(Health.OK);
        return port;
    }

    private static MqttAdmission admission(Predicate<MqttCredentials> credentials) {
        return shown -> credentials.test(shown) ? ANYBODY : null;
    }

    private static MqttSettings settings(int inFlight, Duration stall) {
        return new MqttSettings(
                "127.0.0.1",
                0,
                10,
                1_000,
                inFlight,
                1_000_000,
                Duration.ofSeconds(9),
                stall,
                Duration.ofSeconds(5),
                null);
    }

    private MqttClient client(int port, MqttClientOptions options) {
        MqttClient client = MqttClient.create(vertx, options);
        client.connect(port, "127.0.0.1").await();
        return client;
    }

    private static RawClient connected(int port) throws IOException {
        RawClient client = new RawClient(port);
        client.send(connect("c", 0, null, null));
        assertThat(client.read(4)).isEqualTo(ACCEPTED);
        return client;
    }

    private static byte[] message(int qos, int id) throws IOException {
        return publish(qos, id, "isotherm/fridge", "4.5".getBytes(UTF_8));
    }
}
