package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose files and connections are used up: it goes on with those it has, and takes new ones when there is room. */
class OpenFilesTest {
    /** A server that starts has about 130 open. */
    private static final int FILES = 230;

    private static final long T = 1_790_000_000_000L;
    private static final long MONTH = 33L * 86_400_000;

    @TempDir
    Path data;

    private int acknowledged;

    private String body() {
        return "[{\"sensor\":\"fridge/air\",\"value\":" + acknowledged + ",\"time\":" + (T + acknowledged * 1_000L)
                + "}]";
    }

    /** Over a connection that was there before; its status. */
    private int send(Socket connection) throws IOException {
        byte[] body = body().getBytes(StandardCharsets.UTF_8);
        OutputStream out = connection.getOutputStream();
        out.write(
                ("POST /api/v1/readings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        InputStream in = connection.getInputStream();
        byte[] answer = new byte[4_096];
        int length = in.read(answer);
        String line = new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII);
        assertThat(line).startsWith("HTTP/1.1 ");
        int status = Integer.parseInt(line.substring(9, 12));
        acknowledged += status == 204 ? 1 : 0;
        return status;
    }

    @Test
    void connectionsThatUseThemUpDoNotStopWhatRuns() throws Exception {
        assumeTrue(new File("/bin/sh").exists(), "there is no shell that sets the limit");
        try (ServerProcess server = ServerProcess.startWithFiles(FILES, data)) {
            URI address = server.address();
            InetSocketAddress port = new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort());
            List<Socket> held = new ArrayList<>();
            try (Socket before = new Socket()) {
                before.connect(port, 5_000);
                before.setSoTimeout(20_000);
                assertThat(send(before)).isEqualTo(204);
                for (int i = 0; i < 2 * FILES; i++) {
                    Socket socket = new Socket();
                    socket.connect(port, 5_000);
                    held.add(socket);
                }
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> server.errors().contains("Too many open files"));
                for (int i = 0; i < 50; i++) {
                    assertThat(send(before)).isEqualTo(204);
                }
                for (Socket socket : held) {
                    socket.close();
                }
                held.clear();
                try (HttpClient http = HttpClient.newHttpClient()) {
                    await().atMost(Duration.ofSeconds(30))
                            .untilAsserted(() -> assertThat(
                                            get(http, address, "/health/ready").statusCode())
                                    .isEqualTo(200));
                    assertThat(send(before)).isEqualTo(204);
                    HttpResponse<String> there = get(
                            http,
                            address,
                            "/api/v1/sensors/fridge-air/readings?raw=true&from=" + T + "&to=" + (T + MONTH));
                    assertThat(new JsonObject(there.body()).getJsonArray("v")).hasSize(acknowledged);
                }
            } finally {
                for (Socket socket : held) {
                    socket.close();
                }
            }
            assertThat(server.stop()).as(server.errors()).isZero();
        }
        try (ServerProcess again = ServerProcess.start(data);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> there = get(
                    http,
                    again.address(),
                    "/api/v1/sensors/fridge-air/readings?raw=true&from=" + T + "&to=" + (T + MONTH));
            assertThat(new JsonObject(there.body()).getJsonArray("v")).hasSize(acknowledged);
        }
    }

    private static HttpResponse<String> get(HttpClient http, URI address, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(address.resolve(path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
