package io.isotherm;

import io.isotherm.api.Contract;
import io.isotherm.config.Loader;
import io.isotherm.config.Mode;
import io.isotherm.store.ReadingStore;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The whole program, with its real parts, on free ports; and an HTTP client for it. */
final class TestServer implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private static final Contract CONTRACT = new Contract(Vertx.vertx());

    private final Isotherm program;

    private TestServer(Isotherm program) {
        this.program = program;
    }

    /** Starts with an empty home, no sensors of this machine, and MQTT on. */
    static TestServer start(Path data, String... flagsAndValues) {
        return start(data, store -> store, flagsAndValues);
    }

    /** @param before stands between the pipeline and the store */
    static TestServer start(Path data, UnaryOperator<ReadingStore> before, String... flagsAndValues) {
        Config config = Loader.load(Mode.RUN, flags(data, flagsAndValues), null, Map.of(), data)
                .config();
        return new TestServer(Isotherm.start(config, before));
    }

    /** Ports that are free, no sensors of this machine; what is given counts before that. */
    static Map<String, String> flags(Path data, String... flagsAndValues) {
        Map<String, String> flags = new LinkedHashMap<>(Map.of(
                "--data",
                data.toString(),
                "--http-port",
                "0",
                "--mqtt-port",
                "auto",
                "--host-sensors",
                "off",
                // No gateway has to find out that it stops.
                "--drain",
                "0s"));
        for (int i = 0; i < flagsAndValues.length; i += 2) {
            flags.put(flagsAndValues[i], flagsAndValues[i + 1]);
        }
        return flags;
    }

    URI address() {
        return program.address();
    }

    int mqttPort() {
        return program.mqttPort();
    }

    HttpResponse<String> get(String path) {
        return checked(request(path).GET(), null);
    }

    JsonObject json(String path) {
        HttpResponse<String> response = get(path);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + " gave " + response.statusCode() + " " + response.body());
        }
        return new JsonObject(response.body());
    }

    HttpResponse<String> post(String path, String body) {
        return post(path, body, "application/json");
    }

    HttpResponse<String> post(String path, String body, String contentType) {
        return send(request(path).header("Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** The raw readings of a sensor, all of them: {@code {"t":[…],"v":[…],"q":[…]}}. */
    JsonObject raw(String sensor) {
        return json(
                "/api/v1/sensors/" + sensor + "/readings?raw=true&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z");
    }

    JsonArray latest() {
        return json("/api/v1/latest").getJsonArray("items");
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address().resolve(path)).timeout(Duration.ofSeconds(30));
    }

    // What goes over the API is as openapi.yaml has it.
    private static HttpResponse<String> checked(HttpRequest.Builder request, @Nullable String body) {
        HttpResponse<String> response = send(request);
        CONTRACT.check(request.build(), body, response);
        return response;
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
