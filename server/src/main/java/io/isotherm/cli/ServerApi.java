package io.isotherm.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The API of a server that runs, for commands. */
final class ServerApi implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** The longest answer that is read; a page of 1,000 tokens of the longest kind is under it. */
    private static final int MOST_BYTES = 64 << 20;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI server;
    private final @Nullable String token;

    /** It did not do as it was asked to; the message is a sentence for whoever typed. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    private ServerApi(URI server, @Nullable String token) {
        this.server = server;
        this.token = token;
    }

    /**
     * @param address such as {@code http://localhost:8080}
     * @param tokenFile with the administrator's token; null where nobody has to sign in
     */
    static ServerApi at(String address, @Nullable Path tokenFile) throws Failed {
        URI server;
        try {
            server = URI.create(address.endsWith("/") ? address : address + "/");
        } catch (IllegalArgumentException e) {
            throw notAnAddress(address);
        }
        String scheme = String.valueOf(server.getScheme());
        if (server.getHost() == null
                || server.getUserInfo() != null
                || !(scheme.equals("http") || scheme.equals("https"))) {
            throw notAnAddress(address);
        }
        return new ServerApi(server, tokenFile == null ? null : AdminTokenFile.read(tokenFile));
    }

    private static Failed notAnAddress(String address) {
        return new Failed("\"" + address + "\" is no server's address: write it as http://localhost:8080");
    }

    /** The server's answer; an empty object where it has none. */
    JsonObject call(String method, String path, @Nullable JsonObject body) throws Failed {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.encode()));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return answer(send(request.build()));
    }

    private HttpResponse<String> send(HttpRequest request) throws Failed {
        try {
            return http.send(
                    request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MOST_BYTES));
        } catch (IOException e) {
            throw new Failed("no answer from " + server + " (" + e.getClass().getSimpleName()
                    + "): is the server running there? --server says where it is");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("interrupted");
        }
    }

    private JsonObject answer(HttpResponse<String> response) throws Failed {
        int status = response.statusCode();
        try {
            JsonObject document = response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body());
            if (status / 100 == 2) {
                return document;
            }
            throw new Failed(document.getString("detail", "the server answered with " + status)
                    + (status == 401 ? " Here: --token-file FILE, with the administrator's." : ""));
        } catch (DecodeException | ClassCastException e) {
            throw new Failed(server + " is no Isotherm server, or not this version's: it answered with " + status);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
