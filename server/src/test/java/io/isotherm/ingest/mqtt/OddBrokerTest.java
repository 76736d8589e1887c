package io.isotherm.ingest.mqtt;

import static io.isotherm.ingest.mqtt.RawClient.number;
import static io.isotherm.ingest.mqtt.RawClient.packet;
import static io.isotherm.ingest.mqtt.RawClient.publish;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.Mutations;
import io.isotherm.ingest.Readings;
import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.proto.WireWriter;
import io.isotherm.ingest.sparkplug.SparkplugDecoder;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that are old, rude or broken: played byte by byte, as Mosquitto is none of it. */
class OddBrokerTest {
    private static final byte[] CONNACK_5 = HexFormat.of().parseHex("2003000000");
    private static final byte[] SUBACK_5 = HexFormat.of().parseHex("900400010001");

    private final Vertx vertx = Vertx.vertx();
    private final RecordingDoor door = new RecordingDoor();
    private ServerSocket server;
    private MqttBridge bridge;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(20_000);
        bridge = new MqttBridge(
                vertx,
                BridgeSettings.parse("mqtt://127.0.0.1:" + server.getLocalPort() + "?client=me")
                        .with(List.of("isotherm/#"), null),
                folder.resolve("session"),
                new TopicDecoders(List.of(new SparkplugDecoder())),
                door,
                new SimpleMeterRegistry());
        bridge.start();
    }

    @AfterEach
    void stop() throws IOException {
        door.open();
        server.close();
        bridge.close();
        vertx.close().await();
    }

    @Test
    void oneThatKnowsNoMqtt5IsSpokenToIn311() throws IOException {
        try (Peer peer = accept()) {
            assertThat(peer.readPacket()).startsWith("00044d51545405");
            peer.send(HexFormat.of().parseHex("20020001"));
        }
        try (Peer peer = accept()) {
            // Of a session that is kept, and 30 s of keep-alive.
            assertThat(peer.readPacket()).startsWith("00044d5154540400001e");
            peer.send(HexFormat.of().parseHex("20020000"));
            byte[] asked = "\0\1\0\nisotherm/#\1".getBytes(UTF_8);
            assertThat(peer.readPacket()).isEqualTo(HexFormat.of().formatHex(asked));
            peer.send(HexFormat.of().parseHex("9003000101"), publish(1, 7, "isotherm/k", "1".getBytes(UTF_8)));
            assertThat(peer.readPacket()).isEqualTo("0007");
        }
        assertThat(door.arrivals()).hasSize(1);
    }

    @Test
    void oneThatSaysWhyItEndsTheConnectionIsQuoted() throws IOException {
        try (Peer peer = subscribed()) {
            await().until(() -> bridge.check().equals(Health.OK));
            peer.send(HexFormat.of().parseHex("e0028e00"));
            assertThat(peer.readToEnd()).isTrue();
        }
        await().untilAsserted(() -> assertThat(bridge.check().detail())
                .endsWith("as another client came with the name me: every process needs one of its own."));
    }

    @Test
    void oneThatAllowsNotAllTopicsIsNamed() throws IOException {
        try (Peer peer = accept()) {
            peer.readPacket();
            peer.send(CONNACK_5);
            peer.readPacket();
            peer.send(HexFormat.of().parseHex("900400010087"));
            await().untilAsserted(() -> assertThat(bridge.check())
                    .isEqualTo(Health.degraded(
                            "broker-away",
                            "The MQTT broker at 127.0.0.1:" + server.getLocalPort()
                                    + " does not let this client subscribe to isotherm/#.")));
        }
    }

    @Test
    void aMessageThatIsLongerThanIsReadIsAcknowledgedAndRefused() throws IOException {
        try (Peer peer = subscribed()) {
            peer.send(packet(0x32, RawClient.text("isotherm/k"), number(9), new byte[] {0}, new byte[300_000]));
            assertThat(peer.readPacket()).isEqualTo("0009");
        }
        assertThat(Readings.refusals(door.arrivals().getFirst().batch()))
                .containsExactly("0: The payload has 300000 bytes; at most 262144 are read.");
    }

    /** Data of a node that nobody heard being born. */
    private static byte[] data(String node, int id) throws IOException {
        WireWriter metric = new WireWriter().varint(2, 1).varint(4, 9).real32(12, 4.5f);
        return packet(
                0x32,
                RawClient.text("spBv1.0/lab/NDATA/" + node),
                number(id),
                new byte[] {0},
                new WireWriter().message(2, metric).toBytes());
    }

    @Test
    void oneThatEndsTheConnectionUponACommandGetsNoMoreOfThem() throws IOException {
        for (int round = 1; round <= 3; round++) {
            try (Peer peer = subscribed()) {
                peer.send(data("n" + round, round));
                String topic = HexFormat.of().formatHex(("spBv1.0/lab/NCMD/n" + round).getBytes(UTF_8));
                assertThat(peer.readPacket()).startsWith("0013" + topic);
            }
        }
        try (Peer peer = subscribed()) {
            peer.send(data("n4", 9));
            assertThat(peer.readPacket()).as("the acknowledgement alone").isEqualTo("0009");
            peer.send(data("n5", 10));
            assertThat(peer.readPacket()).isEqualTo("000a");
        }
    }

    @Test
    void noBytesDoHarm() throws IOException {
        byte[] message = packet(0x32, RawClient.text("isotherm/k"), number(9), new byte[] {0}, "21.5".getBytes(UTF_8));
        Mutations mutations = new Mutations(
                5, List.of(message, CONNACK_5, SUBACK_5, HexFormat.of().parseHex("d000e0028e00")), List.of());
        long end = System.nanoTime() + Long.getLong("isotherm.test.fuzz", 0) * 1_000_000_000L;
        for (int round = 0; round < 4 || System.nanoTime() < end; round++) {
            try (Peer peer = round % 2 == 0 ? subscribed() : accept()) {
                for (int i = 0; i < 50; i++) {
                    peer.offer(mutations.next());
                }
                peer.offer(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF});
                // Where the last whole packet said that a long one follows, that is still waited for.
                peer.end();
                assertThat(peer.readToEnd()).isTrue();
            }
        }
        try (Peer peer = subscribed()) {
            door.open();
            peer.send(message);
            assertThat(peer.readPacket()).isEqualTo("0009");
        }
        assertThat(door.arrivals())
                .allSatisfy(arrival -> assertThat(Readings.of(arrival.batch()))
                        .allSatisfy(reading -> assertThat(reading).containsPattern("temperature [0-9.]+$")));
    }

    private Peer subscribed() throws IOException {
        while (true) {
            Peer peer = accept();
            // After a connection that ended before its answer comes one in 3.1.1.
            if (!peer.readPacket().startsWith("00044d51545405")) {
                peer.close();
                continue;
            }
            peer.send(CONNACK_5);
            peer.readPacket();
            peer.send(SUBACK_5);
            return peer;
        }
    }

    private Peer accept() throws IOException {
        Socket socket = server.accept();
        socket.setSoTimeout(10_000);
        return new Peer(socket, new DataInputStream(socket.getInputStream()));
    }

    /** The broker's end of a connection. */
    private record Peer(Socket socket, DataInputStream in) implements AutoCloseable {
        /** Sends no more. */
        void end() throws IOException {
            if (!socket.isOutputShutdown() && !socket.isClosed()) {
                try {
                    socket.shutdownOutput();
                } catch (SocketException closed) {
                    // By the other end.
                }
            }
        }

        /** The next packet without its type and length, which is below 128 bytes. */
        String readPacket() throws IOException {
            in.readByte();
            return HexFormat.of().formatHex(in.readNBytes(in.readByte()));
        }

        void send(byte[]... packets) throws IOException {
            for (byte[] packet : packets) {
                socket.getOutputStream().write(packet);
            }
        }

        /** It may have closed before. */
        void offer(byte[] packet) {
            try {
                send(packet);
            } catch (IOException closed) {
                // As it should.
            }
        }

        boolean readToEnd() {
            try {
                in.readAllBytes();
                return true;
            } catch (java.net.SocketTimeoutException stillOpen) {
                return false;
            } catch (IOException reset) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
