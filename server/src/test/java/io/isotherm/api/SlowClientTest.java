package io.isotherm.api;

import static io.isotherm.api.ApiServer.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.http.Wire;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One slow page harms nobody else. */
class SlowClientTest {
    private static final int READINGS = 200_000;
    private static final int PAGES = READINGS / 10_000;

    private ApiServer server;
    private final List<Socket> clients = new ArrayList<>();

    @BeforeEach
    void start() {
        server = new ApiServer();
        Sensor fridge = server.sensor("fridge");
        ReadingBatch.Builder batch = new ReadingBatch.Builder();
        for (int i = 0; i < READINGS; i++) {
            batch.add(fridge.number(), NOW - READINGS + i, 4, Flags.of(0, Unit.CELSIUS));
        }
        server.readings.append(List.of(batch.build()));
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        server.close();
    }

    /** Asks for an export and reads nothing of it. */
    private Socket slowClient() throws IOException {
        Socket socket = new Socket();
        clients.add(socket);
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.listener.port()));
        socket.getOutputStream()
                .write("GET /api/v1/export HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void clientsThatDoNotReadHoldNoThreadAndLittleMemory() throws IOException {
        int count = 40;
        for (int i = 0; i < count; i++) {
            slowClient();
        }
        await().until(() -> server.readings.reads() >= count);

        assertThat(server.get("/api/v1/sensors/fridge/readings").statusCode()).isEqualTo(200);
        assertThat(server.readings.reads()).isLessThan(count * 4);
    }

    @Test
    void aClientThatGoesAwayEndsTheReading() throws IOException {
        Socket client = slowClient();
        assertThat(client.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
        client.close();

        await("the reading to stop")
                .during(Duration.ofMillis(300))
                .until(server.readings::reads, reads -> reads < PAGES / 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/export",
                "/api/v1/readings?sensors=fridge",
                "/api/v1/sensors/fridge/readings?raw=true",
                "/api/v1/sensors/fridge/readings",
                "/api/v1/latest",
            })
    void headHasNoBody(String path) {
        String answer = Wire.request(server.listener.port(), "HEAD " + path + " HTTP/1.1", "Host: localhost");
        assertThat(Wire.status(answer)).isEqualTo(200);
        assertThat(answer).endsWith("\r\n\r\n").doesNotContain("fridge");
    }
}
