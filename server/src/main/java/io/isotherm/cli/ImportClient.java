package io.isotherm.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of an import, over HTTP. Keeps cookies: of several processes a gateway leads by one to the process
 * that looked at the file's beginning, and a run is known only where it was begun.
 */
final class ImportClient implements AutoCloseable {
    private final URI server;
    private final @Nullable String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .cookieHandler(new CookieManager())
            .build();

    /** What was answered: JSON of a result or of a problem. */
    record Answer(int status, JsonObject body) {
        String detail() {
            return body.getString("detail", "The server answered " + status + ".");
        }
    }

    ImportClient(URI server, @Nullable String token) {
        this.server = server;
        this.token = token;
    }

    Answer preview(byte[] sample, Map<String, String> options) throws IOException, InterruptedException {
        return send(request("api/v1/import/preview", options)
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofByteArray(sample)));
    }

    /** Sends a file of any length; returns when all of it is kept, or not. */
    Answer start(InputStream file, Map<String, String> query) throws IOException, InterruptedException {
        return send(request("api/v1/imports", query)
                .header("Content-Type", "text/csv")
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> file)));
    }

    Answer progress(String id) throws IOException, InterruptedException {
        return send(request("api/v1/imports/" + id, Map.of())
                .timeout(Duration.ofSeconds(10))
                .GET());
    }

    void stop(String id) throws IOException, InterruptedException {
        send(request("api/v1/imports/" + id, Map.of())
                .timeout(Duration.ofSeconds(3))
                .DELETE());
    }

    private HttpRequest.Builder request(String path, Map<String, String> query) {
        String text = query.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path + (text.isEmpty() ? "" : "?" + text)));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        try {
            return new Answer(
                    response.statusCode(),
                    response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body()));
        } catch (DecodeException e) {
            throw new IOException("what answers at " + server + " is not Isotherm", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
