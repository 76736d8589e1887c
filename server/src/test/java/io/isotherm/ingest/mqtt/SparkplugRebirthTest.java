package io.isotherm.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Python;
import io.isotherm.ingest.Readings;
import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.sparkplug.SparkplugDecoder;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.ops.Health;
import io.isotherm.security.Caller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An edge node of Sparkplug in a process of its own, made of others' libraries: Paho and pysparkplug. */
class SparkplugRebirthTest {
    /** Sends data by its alias alone, five times a second, and is born when it is asked to be; at once with "born". */
    private static final String NODE = """
            import sys, time
            import paho.mqtt.client as mqtt
            import pysparkplug as sp
            D = sp.DataType
            def metric(name, datatype, value, alias=None):
                return sp.Metric(1795512600000, name, datatype, value=value, alias=alias)
            def births(client):
                client.publish("spBv1.0/lab/NBIRTH/edge",
                    sp.NBirth(1795512600000, 0, (metric("bdSeq", D.UINT64, 3),)).encode())
                client.publish("spBv1.0/lab/DBIRTH/edge/rack",
                    sp.DBirth(1795512600000, 1, (metric("Inlet Temp", D.FLOAT, 20.0, 1),)).encode())
            def commanded(client, _, message):
                for one in sp.NCmd.decode(message.payload).metrics:
                    print("command", message.topic, message.qos, message.retain, one.name, one.datatype.name, one.value,
                        flush=True)
                births(client)
            client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="edge")
            client.on_message = commanded
            client.on_subscribe = lambda client, _, mid, codes, more: print("subscribed", *codes, flush=True)
            client.connect("127.0.0.1", int(sys.argv[1]))
            client.loop_start()
            client.subscribe([("spBv1.0/lab/NCMD/edge", 1), ("spBv1.0/lab/DCMD/edge/rack", 1), ("STATE/host", 1)])
            if sys.argv[2] == "born":
                births(client)
            value = 0
            while True:
                time.sleep(0.2)
                value += 1
                client.publish("spBv1.0/lab/DDATA/edge/rack",
                    sp.DData(1795512600000 + value, 2, (metric(None, D.FLOAT, value, 1),)).encode())
            """;

    private static final String COMMAND = "command spBv1.0/lab/NCMD/edge 0 False Node Control/Rebirth BOOLEAN True";

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        vertx.close().await();
    }

    private Path node(int port, String born) throws IOException {
        Path output = folder.resolve("node");
        Process node = Python.start(output, NODE, String.valueOf(port), born);
        open.add(() -> {
            node.destroyForcibly();
            assertThat(node.waitFor(Duration.ofSeconds(10))).isTrue();
        });
        await().untilAsserted(() -> assertThat(said(output)).startsWith("subscribed"));
        return output;
    }

    private static String said(Path output) throws IOException {
        return Files.exists(output) ? Files.readString(output) : "";
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    /** As after a start: it has heard no births. */
    private RecordingDoor bridge(MosquittoBroker broker) throws IOException {
        RecordingDoor door = new RecordingDoor();
        MqttBridge bridge = new MqttBridge(
                vertx,
                BridgeSettings.parse("mqtt://127.0.0.1:" + broker.port()).with(List.of("spBv1.0/#"), null),
                folder.resolve("session"),
                new TopicDecoders(List.of(new SparkplugDecoder())),
                door,
                new SimpleMeterRegistry());
        open.add(bridge);
        bridge.start();
        await().untilAsserted(() -> assertThat(bridge.check()).isEqualTo(Health.OK));
        return door;
    }

    private static void assertThatItIsUnderstood(RecordingDoor door) {
        await().untilAsserted(() -> assertThat(door.arrivals())
                .anySatisfy(arrival -> assertThat(arrival.batch().size()).isEqualTo(1)));
        long before = door.arrivals().size();
        await().until(() -> door.arrivals().size() > before + 5);
        assertThat(Readings.of(door.arrivals().getLast().batch()))
                .singleElement()
                .asString()
                .startsWith("sparkplug/lab/edge/rack/Inlet Temp temperature ");
    }

    @Test
    void aNodeThatWasBornBeforeThisProcessIsAskedForItsBirthAtTheBroker() throws Exception {
        MosquittoBroker broker = MosquittoBroker.start(folder);
        open.add(broker::stop);
        Path said = node(broker.port(), "born");

        assertThatItIsUnderstood(bridge(broker));
        // And again after the next start.
        ((MqttBridge) open.getLast()).close();
        assertThatItIsUnderstood(bridge(broker));

        assertThat(said(said).lines().filter(COMMAND::equals))
                .as("one for each start, though many messages were not understood")
                .hasSize(2);
    }

    @Test
    void aNodeThatIsBornWhileThisProcessListensIsNotAsked() throws Exception {
        MosquittoBroker broker = MosquittoBroker.start(folder);
        open.add(broker::stop);
        RecordingDoor door = bridge(broker);
        Path said = node(broker.port(), "born");
        assertThatItIsUnderstood(door);
        assertThat(said(said)).doesNotContain("command");
    }

    @Test
    void aBrokerThatForbidsItIsReadFromAllTheSame() throws Exception {
        Path rules = Files.writeString(folder.resolve("acl"), "topic read #\ntopic write spBv1.0/lab/DDATA/#\n");
        MosquittoBroker broker = MosquittoBroker.start(folder, "acl_file " + rules);
        open.add(broker::stop);
        Path said = node(broker.port(), "unborn");
        RecordingDoor door = bridge(broker);
        await().until(() -> door.arrivals().size() > 10);
        assertThat(Readings.refusals(door.arrivals().getLast().batch()))
                .singleElement()
                .asString()
                .contains("no birth told what its alias means");
        assertThat(said(said)).doesNotContain("command");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unborn", "born"})
    void aNodeThatConnectsHereIsAskedOnItsOwnConnection(String born) throws Exception {
        RecordingDoor door = new RecordingDoor();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MqttListener listener = new MqttListener(
                vertx,
                MqttSettings.of("127.0.0.1", 0),
                MqttAdmission.of(_ -> new Caller.Administrator()),
                new TopicDecoders(List.of(new SparkplugDecoder())),
                door,
                meters);
        open.add(listener);
        Path said = node(listener.start(), born);
        assertThatItIsUnderstood(door);
        assertThat(said(said).lines().toList().getFirst()).contains("Granted QoS 0 Granted QoS 0 Unspecified error");
        assertThat(said(said).lines().filter(COMMAND::equals)).hasSize(born.equals("born") ? 0 : 1);
        assertThat(meters.counter("isotherm.mqtt.commands").count()).isEqualTo(born.equals("born") ? 0 : 1);
    }
}
