package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/** An official client, and what it heard. */
final class SocketPage implements AutoCloseable {
    private final BlockingQueue<JSONObject> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<JSONObject> sensors = new LinkedBlockingQueue<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    SocketPage() {}

    SocketPage(TestServer server, String transport) {
        connect(server, transport);
    }

    SocketPage(URI address) {
        connect(address, "websocket");
    }

    void connect(TestServer server, String transport) {
        connect(server.address(), transport);
    }

    private void connect(URI address, String transport) {
        IO.Options options = IO.Options.builder()
                .setTransports(new String[] {transport})
                .setReconnectionDelay(100)
                .setReconnectionDelayMax(500)
                .setForceNew(true)
                .build();
        Socket socket = IO.socket(address, options);
        sockets.add(socket);
        socket.on("readings", args -> frames.add((JSONObject) args[0]));
        socket.on("sensors", args -> sensors.add((JSONObject) args[0]));
        socket.connect();
        await("the connection").until(socket::connected);
    }

    Socket socket() {
        return sockets.getFirst();
    }

    JSONObject call(String event, JSONObject request) throws Exception {
        CompletableFuture<JSONObject> answer = new CompletableFuture<>();
        socket().emit(event, new Object[] {request}, (Ack) args -> answer.complete((JSONObject) args[0]));
        return answer.get(10, TimeUnit.SECONDS);
    }

    JSONObject frame() throws InterruptedException {
        return taken(frames);
    }

    JSONObject sensors() throws InterruptedException {
        return taken(sensors);
    }

    private static JSONObject taken(BlockingQueue<JSONObject> queue) throws InterruptedException {
        JSONObject next = queue.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("an event within 10 s").isNotNull();
        return Objects.requireNonNull(next);
    }

    void drainInto(Map<Long, Double> seen) throws JSONException {
        for (JSONObject frame = frames.poll(); frame != null; frame = frames.poll()) {
            assertThat(frame.has("gap")).isFalse();
            JSONArray times = frame.getJSONArray("t");
            for (int i = 0; i < times.length(); i++) {
                seen.put(times.getLong(i), frame.getJSONArray("v").getDouble(i));
            }
        }
    }

    @Override
    public void close() {
        sockets.forEach(Socket::close);
    }
}
