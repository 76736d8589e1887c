package io.isotherm.socketio;

import static io.isotherm.socketio.Loops.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Speaks Engine.IO by hand. Requests take turns on several connections, so that all event loops get some. */
public final class TestClient {
    public record Response(int status, String body) {}

    private final Vertx vertx;
    private final int port;
    private final String path;
    private final List<HttpClient> http;
    private final AtomicInteger turn = new AtomicInteger();
    private final WebSocketClient webSockets;

    public TestClient(Loops loops, String path) {
        this(loops, path, loops.port());
    }

    public TestClient(Loops loops, String path, int port) {
        this.vertx = loops.vertx();
        this.port = port;
        this.path = path;
        http = Stream.<HttpClient>generate(() -> loops.vertx().createHttpClient())
                .limit(3)
                .toList();
        webSockets = loops.vertx().createWebSocketClient(new WebSocketClientOptions().setMaxMessageSize(1 << 24));
    }

    /** Sends a request without waiting; headers are names and values in turn. */
    public Future<Response> send(HttpMethod method, String query, Buffer body, String... headers) {
        Promise<Response> promise = Promise.promise();
        // All on one event loop: a response whose body is asked for too late never gives it.
        vertx.runOnContext(start -> request(method, query, headers)
                .compose(request -> request.send(body))
                .compose(response ->
                        response.body().map(received -> new Response(response.statusCode(), received.toString())))
                .onComplete(promise));
        return promise.future();
    }

    public Future<HttpClientRequest> request(HttpMethod method, String query, String... headers) {
        return http.get(turn.getAndIncrement() % http.size())
                .request(method, port, "127.0.0.1", path + query)
                .map(request -> {
                    for (int i = 0; i < headers.length; i += 2) {
                        request.putHeader(headers[i], headers[i + 1]);
                    }
                    return request;
                });
    }

    public Future<Response> get(String query, String... headers) {
        return send(HttpMethod.GET, query, Buffer.buffer(), headers);
    }

    public Future<Response> post(String query, String body, String... headers) {
        return send(HttpMethod.POST, query, Buffer.buffer(body), headers);
    }

    /** The query of a polling session's requests. */
    public static String polling(String sid) {
        return "?EIO=4&transport=polling&sid=" + sid;
    }

    /** Opens a polling session and returns its id. */
    public String open(String... headers) {
        Response response = await(get("?EIO=4&transport=polling", headers));
        if (response.status() != 200) {
            throw new AssertionError(response);
        }
        return new JsonObject(response.body().substring(1)).getString("sid");
    }

    public Future<TestSocket> connect(String query, String... headers) {
        WebSocketConnectOptions options =
                new WebSocketConnectOptions().setPort(port).setHost("127.0.0.1").setURI(path + query);
        for (int i = 0; i < headers.length; i += 2) {
            options.addHeader(headers[i], headers[i + 1]);
        }
        // Handlers are set before the connection reads: nothing that comes with the handshake is missed.
        ClientWebSocket socket = webSockets.webSocket();
        TestSocket test = new TestSocket(socket);
        return socket.connect(options).map(connected -> test);
    }

    /** Opens a WebSocket session and reads its first packet. */
    public TestSocket openWebSocket(String... headers) {
        TestSocket socket = await(connect("?EIO=4&transport=websocket", headers));
        socket.nextText();
        return socket;
    }

    /** Opens a WebSocket to upgrade a session. */
    public TestSocket upgrade(String sid, String... headers) {
        return await(connect("?EIO=4&transport=websocket&sid=" + sid, headers));
    }
}
