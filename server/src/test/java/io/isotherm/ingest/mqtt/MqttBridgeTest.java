package io.isotherm.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.broker.redis.Certificate;
import io.isotherm.ingest.Readings;
import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.Sender;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.ops.Health;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.store.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a real Mosquitto. */
class MqttBridgeTest {
    private final Vertx vertx = Vertx.vertx();
    private final RecordingDoor door = new RecordingDoor();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<MqttBridge> bridges = new ArrayList<>();
    private final List<MosquittoBroker> brokers = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void stop() throws InterruptedException {
        door.open();
        bridges.forEach(MqttBridge::close);
        for (MosquittoBroker broker : brokers) {
            broker.stop();
        }
        vertx.close().await();
    }

    @Test
    void whatIsPublishedAtABrokerIsTakenIn() throws Exception {
        MosquittoBroker broker = broker();
        subscribed(broker, "isotherm/#,plain/#");

        broker.publish("isotherm/fridge-1", "4.5 °C");
        broker.publish("plain/oven", "200");
        broker.publish("elsewhere/a", "1");
        broker.publish("isotherm/fridge-2", "nonsense");
        broker.publish("isotherm/fridge-3", "3", "-q", "0");

        await().untilAsserted(() -> assertThat(readings(door))
                .containsExactly(
                        "fridge-1 temperature 4.5 °C",
                        "plain/oven/value temperature 200.0",
                        "fridge-3 temperature 3.0"));
        String id = "broker 127.0.0.1:" + broker.port();
        assertThat(door.arrivals().get(0).sender()).isEqualTo(new Sender("mqtt", id));
        assertThat(door.arrivals().get(1).sender()).isEqualTo(new Sender("plain", id));
    }

    @Test
    void aMessageIsAcknowledgedToTheBrokerOnlyWhenItIsDurable() throws Exception {
        MosquittoBroker broker = broker();
        door.hold();
        MqttBridge bridge = subscribed(broker, "isotherm/#");
        for (int i = 1; i <= 5; i++) {
            broker.publish("isotherm/k" + i, "1");
        }
        await().until(() -> door.arrivals().size() == 5);
        // The third one is durable before the second: it is not acknowledged before it.
        door.arrivals().get(0).open();
        door.arrivals().get(2).open();
        bridge.close();

        RecordingDoor later = new RecordingDoor();
        start(settings(broker, "isotherm/#"), later, "session");
        await().untilAsserted(() -> assertThat(readings(later))
                .containsExactly(
                        "k2 temperature 1.0", "k3 temperature 1.0", "k4 temperature 1.0", "k5 temperature 1.0"));
    }

    @Test
    void whatIsPublishedWhileTheProcessRestartsArrives() throws Exception {
        MosquittoBroker broker = broker();
        subscribed(broker, "isotherm/#").close();
        for (int i = 1; i <= 20; i++) {
            broker.publish("isotherm/k", String.valueOf(i));
        }
        assertThat(door.arrivals()).isEmpty();

        subscribed(broker, "isotherm/#");

        await().until(() -> door.arrivals().size() == 20);
        assertThat(readings(door))
                .startsWith("k temperature 1.0", "k temperature 2.0")
                .endsWith("k temperature 20.0");
    }

    @Test
    void whereNoSessionIsWantedNothingIsKept() throws Exception {
        MosquittoBroker broker = broker();
        UnaryOperator<String> none = url -> url + "?session=0s&client=me";
        await(start(settings(broker, "isotherm/#", none), door, "session")).close();
        broker.publish("isotherm/k", "1");

        await(start(settings(broker, "isotherm/#", none), door, "session"));
        broker.publish("isotherm/k", "2");

        await().untilAsserted(() -> assertThat(readings(door)).containsExactly("k temperature 2.0"));
    }

    @Test
    void whatIsWantedNoMoreIsSubscribedToNoMore() throws Exception {
        MosquittoBroker broker = broker();
        subscribed(broker, "isotherm/a,isotherm/b").close();
        MqttBridge second = subscribed(broker, "isotherm/b,isotherm/c");
        broker.publish("isotherm/a", "1");
        broker.publish("isotherm/b", "2");
        broker.publish("isotherm/c", "3");

        await().until(() -> readings(door).contains("c temperature 3.0"));
        assertThat(readings(door)).containsExactly("b temperature 2.0", "c temperature 3.0");
        second.close();
    }

    @Test
    void aBrokerThatRestartsIsSubscribedToAgain() throws Exception {
        MosquittoBroker broker = broker();
        MqttBridge bridge = subscribed(broker, "isotherm/#");

        broker.stop();

        await().until(() -> bridge.check().state() == Health.State.DEGRADED);
        assertThat(bridge.check().detail()).startsWith("The MQTT broker at 127.0.0.1:" + broker.port() + " ");
        assertThat(meters.get("isotherm.mqtt.bridge.connected").gauge().value()).isZero();
        broker.start();
        await(bridge);
        broker.publish("isotherm/k", "1");
        await().until(() -> readings(door).equals(List.of("k temperature 1.0")));
        assertThat(meters.get("isotherm.mqtt.bridge.connected").gauge().value()).isEqualTo(1);
    }

    @Test
    void aBrokerThatIsAwayAtTheStartIsFoundWhenItIsThere() throws Exception {
        MosquittoBroker broker = MosquittoBroker.on(folder);
        brokers.add(broker);
        MqttBridge bridge = start(settings(broker, "isotherm/#"), door, "session");
        await().untilAsserted(() -> assertThat(bridge.check())
                .extracting(Health::state, Health::detail)
                .satisfies(is -> assertThat(is.get(1).toString()).contains("does not answer: Connection refused")));

        broker.start();

        await(bridge);
        broker.publish("isotherm/k", "1");
        await().until(() -> door.arrivals().size() == 1);
    }

    @Test
    void aBrokerMayAskForTlsAndAPassword() throws Exception {
        Certificate certificate = Certificate.create(folder);
        Certificate stranger = Certificate.create(Files.createDirectory(folder.resolve("stranger")));
        Path passwords = folder.resolve("passwords");
        assertThat(new ProcessBuilder(
                                Programs.find("mosquitto_passwd"), "-b", "-c", passwords.toString(), "iso", "se:cret")
                        .start()
                        .waitFor())
                .isZero();
        MosquittoBroker broker = MosquittoBroker.start(
                folder,
                "certfile " + certificate.certificate(),
                "keyfile " + certificate.key(),
                "password_file " + passwords);
        brokers.add(broker);
        String host = "127.0.0.1:" + broker.port();

        MqttBridge wrong = start(tls("iso:wr0ng@" + host, certificate), door, "wrong");
        MqttBridge nobody = start(tls(host, certificate), door, "nobody");
        MqttBridge mistaken = start(tls("iso:se%3Acret@" + host, stranger), door, "mistaken");
        MqttBridge plain = start(BridgeSettings.parse("mqtt://iso:se%3Acret@" + host), door, "plain");
        MqttBridge missing = start(
                BridgeSettings.parse("mqtts://iso:se%3Acret@" + host + "?ca=" + folder.resolve("none.pem")),
                door,
                "missing");

        await().untilAsserted(() -> assertThat(wrong.check().detail()).contains("refuses the user or the password"));
        await().untilAsserted(() -> assertThat(nobody.check().detail()).contains("wants a user and a password"));
        await().untilAsserted(() -> assertThat(mistaken.check().detail()).contains("do not agree on TLS: "));
        await().untilAsserted(() ->
                assertThat(plain.check().detail()).containsAnyOf("is TLS to be spoken there", "Connection reset"));
        await().untilAsserted(() -> assertThat(missing.check().detail()).contains("none.pem is not there"));
        for (MqttBridge bridge : bridges) {
            assertThat(bridge.check().detail()).doesNotContain("cret").doesNotContain("wr0ng");
        }

        MqttBridge right = await(start(tls("iso:se%3Acret@" + host, certificate), door, "right"));
        broker.publish(
                "isotherm/k", "1", "--cafile", certificate.certificate().toString(), "-u", "iso", "-P", "se:cret");
        await().until(() -> door.arrivals().size() == 1);
        assertThat(right.check()).isEqualTo(Health.OK);
    }

    @Test
    void processesOfAGroupGetEachMessageOnceAndAllKnowWhichDevicesAreThere() throws Exception {
        MosquittoBroker broker = broker();
        RecordingDoor other = new RecordingDoor();
        BridgeSettings shared = settings(broker, "").with(List.of("isotherm/#", "+/status"), "site");
        MqttBridge one = await(start(shared, door, "one"));
        await(start(shared, other, "other"));

        broker.publishAll("isotherm/k", IntStream.rangeClosed(1, 200).mapToObj(String::valueOf));
        broker.publish("plain/status", "online");

        await().until(() -> readings(door).size() + readings(other).size() == 200);
        List<String> all = new ArrayList<>(readings(door));
        all.addAll(readings(other));
        assertThat(all).doesNotHaveDuplicates();
        assertThat(readings(door)).hasSizeBetween(50, 150);
        await().untilAsserted(() -> assertThat(states(door)).contains(true));
        await().untilAsserted(() -> assertThat(states(other)).contains(true));

        // Who leaves in order leaves nothing behind.
        one.close();
        broker.publishAll("isotherm/k", IntStream.rangeClosed(1, 200).mapToObj(i -> i + ".5"));
        await().until(() -> readings(door).size() + readings(other).size() == 400);
    }

    @Test
    void aRetainedValueIsOldAndMustNotLookFresh() throws Exception {
        MosquittoBroker broker = broker();
        broker.publish("plain/fridge", "4.5", "-r");
        broker.publish("plain/oven", "200@1700000000000", "-r");
        broker.publish("plain/fridge/state", "online", "-r");

        subscribed(broker, "plain/#");

        await().until(() -> door.arrivals().size() == 3);
        assertThat(readings(door)).containsExactly("plain/oven/value temperature 200.0 @1700000000000");
        assertThat(states(door)).containsExactly(true);
        assertThat(meters.counter("isotherm.mqtt.bridge.retained").count()).isEqualTo(1);
        // Published while this process listens it is new, whatever is done with it afterwards.
        broker.publish("plain/fridge", "5.5", "-r");
        await().until(() -> readings(door).contains("plain/fridge/value temperature 5.5"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNotKeptIsTriedAgainAndKeepsItsTime(boolean overload) throws Exception {
        MosquittoBroker broker = broker();
        subscribed(broker, "isotherm/#");
        door.failWith(overload ? new OverloadedException("full", 1) : new StoreException("disk full"));
        long before = System.currentTimeMillis();
        broker.publish("isotherm/k", "1");
        await().until(() -> door.arrivals().size() >= 2);
        long after = System.currentTimeMillis();
        door.open();

        await().until(() ->
                door.arrivals().stream().anyMatch(arrival -> !arrival.answer().isCompletedExceptionally()));
        int tries = door.arrivals().size();
        long time = door.arrivals().getLast().batch().time(0);
        assertThat(time).isBetween(before, after);
        broker.publish("isotherm/k", "2");
        await().until(() -> door.arrivals().size() == tries + 1);
        assertThat(meters.counter("isotherm.mqtt.bridge.retries").count()).isEqualTo(tries - 1);
    }

    @Test
    void whatFailsForAnotherReasonIsGivenUpAndHoldsNothingUp() throws Exception {
        MosquittoBroker broker = broker();
        subscribed(broker, "isotherm/#");
        door.failWith(new IllegalStateException("a mistake"));
        broker.publish("isotherm/k", "1");
        await().until(() -> meters.counter("isotherm.mqtt.bridge.lost").count() == 1);
        door.open();
        broker.publish("isotherm/k", "2");
        await().until(() -> readings(door).contains("k temperature 2.0"));
    }

    @Test
    void aSlowStoreIsNotRunOver() throws Exception {
        MosquittoBroker broker = broker();
        subscribed(broker, "isotherm/#");
        door.hold();
        broker.publishAll("isotherm/k", IntStream.range(0, 600).mapToObj(String::valueOf));
        broker.publish("isotherm/zero", "0", "-q", "0");
        // No broker has more than twenty under way unless it is told to; no more than 256 are taken.
        await().until(() -> door.arrivals().size() >= 20);
        assertThat(meters.get("isotherm.mqtt.bridge.waiting").gauge().value()).isBetween(20.0, 256.0);
        assertThat(door.arrivals()).hasSizeLessThanOrEqualTo(256);

        door.open();

        await().until(() ->
                readings(door).stream().filter(line -> line.startsWith("k ")).count() == 600);
        await().until(() -> meters.get("isotherm.mqtt.bridge.waiting").gauge().value() == 0);
    }

    @Test
    void twoProcessesOfOneNameAreToldApart() throws Exception {
        MosquittoBroker broker = broker();
        UnaryOperator<String> named = url -> url + "?client=twin";
        MqttBridge one = await(start(settings(broker, "isotherm/#", named), door, "one"));
        start(settings(broker, "isotherm/#", named), door, "two");
        // Later versions of Mosquitto say so; 2.0.11 only closes the connection.
        await().untilAsserted(() ->
                assertThat(one.check().detail()).containsPattern("another client (came )?with the name twin[:?]"));
    }

    @Test
    void theNameIsKeptInTheFile() throws Exception {
        MosquittoBroker broker = broker();
        subscribed(broker, "isotherm/#").close();
        List<String> lines = Files.readAllLines(folder.resolve("session"));
        assertThat(lines).hasSize(2).last().isEqualTo("isotherm/#");
        assertThat(lines.getFirst()).matches("isotherm-[0-9a-f]{12}");
        Files.write(folder.resolve("session"), new byte[] {(byte) 0xFF, 0, 1});
        subscribed(broker, "isotherm/#");
        assertThat(Files.readAllLines(folder.resolve("session")).getFirst()).matches("isotherm-[0-9a-f]{12}");
    }

    private MosquittoBroker broker() throws IOException {
        MosquittoBroker broker = MosquittoBroker.start(folder);
        brokers.add(broker);
        return broker;
    }

    private static BridgeSettings tls(String userAndHost, Certificate trusted) {
        return BridgeSettings.parse("mqtts://" + userAndHost + "?ca=" + trusted.certificate());
    }

    private static BridgeSettings settings(MosquittoBroker broker, String topics) {
        return settings(broker, topics, url -> url);
    }

    private static BridgeSettings settings(MosquittoBroker broker, String topics, UnaryOperator<String> with) {
        return BridgeSettings.parse(with.apply("mqtt://127.0.0.1:" + broker.port()))
                .with(topics.isEmpty() ? List.of() : List.of(topics.split(",", -1)), null);
    }

    private MqttBridge subscribed(MosquittoBroker broker, String topics) throws IOException {
        return await(start(settings(broker, topics), door, "session"));
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20));
    }

    private static MqttBridge await(MqttBridge bridge) {
        await().untilAsserted(() -> assertThat(bridge.check()).isEqualTo(Health.OK));
        return bridge;
    }

    private MqttBridge start(BridgeSettings settings, RecordingDoor into, String file) throws IOException {
        MqttBridge bridge = new MqttBridge(
                vertx,
                settings,
                folder.resolve(file),
                new TopicDecoders(List.of(new PlainDecoder())),
                into,
                bridges.isEmpty() ? meters : new SimpleMeterRegistry());
        bridges.add(bridge);
        bridge.start();
        return bridge;
    }

    private static List<String> readings(RecordingDoor from) {
        return from.arrivals().stream()
                .flatMap(arrival -> Readings.of(arrival.batch()).stream())
                .toList();
    }

    private static List<Boolean> states(RecordingDoor from) {
        return from.arrivals().stream()
                .flatMap(arrival -> arrival.batch().notes().stream())
                .map(note -> Boolean.TRUE.equals(note.online()))
                .toList();
    }
}
