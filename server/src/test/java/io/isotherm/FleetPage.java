package io.isotherm;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/**
 * Does as the page does: subscribes whenever it is connected; fetches history when it subscribed, a little later once
 * more, and when a frame says that something is missing; and takes in every frame.
 */
final class FleetPage implements AutoCloseable {
    private static final long AGAIN_MILLIS = 2_000;

    private final URI server;
    private final String mode;
    private final Socket socket;
    private final ScheduledExecutorService fetching = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("page").factory());
    private final AtomicInteger connections = new AtomicInteger();
    /** By sensor number: values by time. Guarded by itself. */
    private final Map<Integer, NavigableMap<Long, Double>> seen = new TreeMap<>();

    /** @param mode {@code every} or {@code latest} */
    FleetPage(URI server, String mode) {
        this.server = server;
        this.mode = mode;
        socket = IO.socket(
                server,
                IO.Options.builder()
                        .setTransports(new String[] {"websocket"})
                        .setReconnectionDelay(200)
                        .setReconnectionDelayMax(1_000)
                        .setTimeout(5_000)
                        .setForceNew(true)
                        .build());
        socket.on(Socket.EVENT_CONNECT, nothing -> subscribe());
        socket.on("readings", arguments -> frame((JSONObject) arguments[0]));
        socket.connect();
    }

    private void subscribe() {
        connections.incrementAndGet();
        JSONObject request = new JSONObject(Map.of("all", true, "mode", mode, "interval", 50));
        socket.emit("subscribe", new Object[] {request}, (Ack) arguments -> {
            frame(((JSONObject) arguments[0]).optJSONObject("snapshot"));
            if (mode.equals("every")) {
                fetching.execute(this::fetch);
                var _ = fetching.schedule(this::fetch, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    private void frame(JSONObject frame) {
        try {
            JSONArray sensors = frame.getJSONArray("s");
            synchronized (seen) {
                for (int i = 0; i < sensors.length(); i++) {
                    take(
                            sensors.getInt(i),
                            frame.getJSONArray("t").getLong(i),
                            frame.getJSONArray("v").getDouble(i));
                }
            }
        } catch (JSONException e) {
            throw new IllegalStateException(e);
        }
        if (frame.optBoolean("gap")) {
            fetching.execute(this::fetch);
        }
    }

    private void take(int sensor, long time, double value) {
        NavigableMap<Long, Double> values = seen.computeIfAbsent(sensor, number -> new TreeMap<>());
        if (mode.equals("latest") && !values.isEmpty() && values.firstKey() <= time) {
            values.clear();
        }
        if (mode.equals("every") || values.isEmpty()) {
            values.put(time, value);
        }
    }

    /** What cannot be fetched is asked for again. */
    private void fetch() {
        try {
            for (Object item : get("/api/v1/sensors?limit=1000").getJsonArray("items")) {
                JsonObject sensor = (JsonObject) item;
                JsonObject history = get("/api/v1/sensors/" + sensor.getString("id")
                        + "/readings?raw=true&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z");
                JsonArray times = history.getJsonArray("t");
                synchronized (seen) {
                    for (int i = 0; i < times.size(); i++) {
                        take(
                                sensor.getInteger("number"),
                                times.getLong(i),
                                history.getJsonArray("v").getDouble(i));
                    }
                }
            }
        } catch (RuntimeException e) {
            var _ = fetching.schedule(this::fetch, 300, TimeUnit.MILLISECONDS);
        }
    }

    private JsonObject get(String path) {
        return new JsonObject(
                TestServer.send(HttpRequest.newBuilder(server.resolve(path)).timeout(java.time.Duration.ofSeconds(10)))
                        .body());
    }

    Map<Integer, NavigableMap<Long, Double>> seen() {
        synchronized (seen) {
            Map<Integer, NavigableMap<Long, Double>> copy = new TreeMap<>();
            seen.forEach((sensor, values) -> copy.put(sensor, new TreeMap<>(values)));
            return copy;
        }
    }

    long count() {
        return seen().values().stream().mapToLong(Map::size).sum();
    }

    /** How often it was connected. */
    int connections() {
        return connections.get();
    }

    boolean isConnected() {
        return socket.connected();
    }

    @Override
    public void close() {
        socket.close();
        fetching.shutdownNow();
    }
}
