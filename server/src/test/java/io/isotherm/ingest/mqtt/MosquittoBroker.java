package io.isotherm.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** A real broker on a port of its own, which it keeps when it is restarted; it keeps its sessions too. */
public final class MosquittoBroker {
    private final Path folder;
    private final int port;
    private final List<String> options;
    private @Nullable Process process;

    private MosquittoBroker(Path folder, int port, List<String> options) {
        this.folder = folder;
        this.port = port;
        this.options = options;
    }

    /** Not started yet. */
    static MosquittoBroker on(Path folder, String... options) {
        return new MosquittoBroker(folder, FreePort.find(), List.of(options));
    }

    public static MosquittoBroker start(Path folder, String... options) throws IOException {
        MosquittoBroker broker = on(folder, options);
        broker.start();
        return broker;
    }

    public int port() {
        return port;
    }

    void start() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "listener " + port + " 127.0.0.1",
                "persistence true",
                "persistence_location " + folder + "/",
                // Otherwise it becomes a user who may not write there.
                "user " + System.getProperty("user.name"),
                "max_queued_messages 10000"));
        lines.addAll(options);
        if (options.stream().noneMatch(option -> option.startsWith("password_file"))) {
            lines.add("allow_anonymous true");
        }
        Path file = Files.write(folder.resolve("mosquitto.conf"), lines);
        process = new ProcessBuilder(Programs.find("mosquitto"), "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mosquitto.log").toFile())
                .start();
        await().until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Ends it in order, so that it writes down what it keeps. */
    public void stop() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroy();
            assertThat(running.waitFor(Duration.ofSeconds(10))).isTrue();
            process = null;
        }
    }

    /** Publishes; returns when the broker has the message. */
    public void publish(String topic, String message, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Programs.find("mosquitto_pub"), "-h", "127.0.0.1", "-p", String.valueOf(port), "-q", "1", "-t", topic));
        command.addAll(List.of("-m", message));
        command.addAll(List.of(more));
        Process publisher =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(publisher.waitFor(Duration.ofSeconds(20))).isTrue();
        assertThat(publisher.exitValue())
                .as(() -> String.join("\n", publisher.inputReader().lines().toList()))
                .isZero();
    }

    /**
     * Publishes one after the other; returns when the broker has them all. Not by {@code mosquitto_pub -l}, which leaves out
     * some in Mosquitto 2.1.2.
     */
    public void publishAll(String topic, Stream<String> messages) throws MqttException {
        MqttClient client = new MqttClient("tcp://127.0.0.1:" + port, "publisher", new MemoryPersistence());
        client.connect();
        for (String message : (Iterable<String>) messages::iterator) {
            byte[] payload = message.getBytes(StandardCharsets.UTF_8);
            while (!isTaken(client, topic, payload)) {
                Thread.onSpinWait();
            }
        }
        client.disconnect();
        client.close();
    }

    // The client counts what was acknowledged a moment later than it says so.
    private static boolean isTaken(MqttClient client, String topic, byte[] payload) throws MqttException {
        try {
            client.publish(topic, payload, 1, false);
            return true;
        } catch (MqttException e) {
            if (e.getReasonCode() == MqttClientException.REASON_CODE_MAX_INFLIGHT) {
                return false;
            }
            throw e;
        }
    }
}
