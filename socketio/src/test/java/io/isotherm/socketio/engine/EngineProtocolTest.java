package io.isotherm.socketio.engine;

import static io.isotherm.socketio.Loops.await;
import static io.isotherm.socketio.Loops.awaitEnd;
import static io.isotherm.socketio.TestClient.polling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.socketio.Loops;
import io.isotherm.socketio.TestClient;
import io.isotherm.socketio.TestClient.Response;
import io.isotherm.socketio.TestSocket;
import io.isotherm.socketio.protocol.WirePacket;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Engine.IO 4 document promises, against a server that echoes each message, on two event loops. */
class EngineProtocolTest {
    private static final int INTERVAL = 300;
    private static final int TIMEOUT = 200;
    private static final int MAX_PAYLOAD = 10_000;

    private final Queue<CloseReason> closed = new ConcurrentLinkedQueue<>();
    private final Queue<Boolean> moved = new ConcurrentLinkedQueue<>();
    private Loops loops = new Loops();
    private EngineServer server = server(INTERVAL);
    private TestClient client = new TestClient(loops, "/");

    private EngineServer server(int interval) {
        return new EngineServer(
                loops.vertx(),
                new EngineOptions(interval, TIMEOUT, 1_000, 30_000, MAX_PAYLOAD, 1 << 20, 100, 0, EngineMetrics.NONE),
                this::echo);
    }

    @BeforeEach
    void start() {
        loops.serve(
                new HttpServerOptions().setCompressionSupported(true).setDecompressionSupported(true),
                request -> server.handle(request));
        client = new TestClient(loops, "/engine.io/");
    }

    /** For tests that take no part in the heartbeat. */
    private void slowHeartbeat() {
        server = server(60_000);
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    private SessionListener echo(EngineSession session) {
        return new SessionListener() {
            @Override
            public void text(String message) {
                session.send(WirePacket.text("4" + message));
            }

            @Override
            public void binary(Buffer message) {
                session.send(WirePacket.binary(message.getBytes()));
            }

            @Override
            public void writable() {}

            @Override
            public void moved() {
                moved.add(((ContextInternal) session.context()).inThread());
            }

            @Override
            public void closed(CloseReason reason) {
                closed.add(reason);
            }
        };
    }

    private Response get(String query) {
        return await(client.get(query));
    }

    private Response post(String sid, String body) {
        return await(client.post(polling(sid), body));
    }

    private void assertClosed(CloseReason reason) {
        await("the session to close").untilAsserted(() -> assertThat(closed).containsExactly(reason));
        assertThat(server.connections()).isZero();
    }

    // ---- handshake ----

    @Test
    void pollingOpensASession() {
        Response response = get("?EIO=4&transport=polling");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).startsWith("0");
        assertOpening(new JsonObject(response.body().substring(1)), new JsonArray().add("websocket"));
    }

    @Test
    void webSocketOpensASession() {
        TestSocket socket = await(client.connect("?EIO=4&transport=websocket"));
        assertOpening(new JsonObject(socket.nextText().substring(1)), new JsonArray());
    }

    private static void assertOpening(JsonObject opening, JsonArray upgrades) {
        assertThat(opening.fieldNames())
                .containsExactlyInAnyOrder("sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload");
        assertThat(opening.getString("sid")).matches("[A-Za-z0-9_-]{24}");
        assertThat(opening.getJsonArray("upgrades")).isEqualTo(upgrades);
        assertThat(opening.getInteger("pingInterval")).isEqualTo(INTERVAL);
        assertThat(opening.getInteger("pingTimeout")).isEqualTo(TIMEOUT);
        assertThat(opening.getInteger("maxPayload")).isEqualTo(MAX_PAYLOAD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?EIO=4",
                "?transport=polling",
                "?EIO=abc&transport=polling",
                "?EIO=3&transport=polling",
                "?EIO=4&transport=abc",
                "?EIO=4&transport=websocket",
                "?EIO=4&transport=polling&sid=unknown",
                "?EIO=4&transport=polling&sid="
            })
    void wrongRequestsGet400(String query) {
        assertThat(get(query).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void onlyGetOpensASession(String method) {
        Future<Response> response =
                client.send(HttpMethod.valueOf(method), "?EIO=4&transport=polling", Buffer.buffer());
        assertThat(await(response).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?transport=websocket",
                "?EIO=abc&transport=websocket",
                "?EIO=4",
                "?EIO=4&transport=abc",
                "?EIO=4&transport=websocket&sid=unknown"
            })
    void wrongWebSocketsAreRefused(String query) {
        assertThat(awaitEnd(client.connect(query)).cause())
                .isInstanceOfSatisfying(
                        UpgradeRejectedException.class,
                        e -> assertThat(e.getStatus()).isEqualTo(400));
    }

    // ---- messages ----

    @ParameterizedTest
    @ValueSource(strings = {"4hello", "4test1\u001e4test2\u001e4test3", "4hello\u001ebAQIDBA==", "4ü€😀", "4"})
    void aPollingPayloadIsAnsweredByOne(String payload) {
        slowHeartbeat();
        String sid = client.open();
        assertThat(post(sid, payload)).isEqualTo(new Response(200, "ok"));
        assertThat(get(polling(sid))).isEqualTo(new Response(200, payload));
    }

    @Test
    void aWaitingGetIsAnsweredWhenThereIsSomething() {
        slowHeartbeat();
        String sid = client.open();
        Future<Response> poll = client.get(polling(sid));
        post(sid, "4hello");
        assertThat(await(poll).body()).isEqualTo("4hello");
    }

    @Test
    void webSocketCarriesTextAndBinary() {
        TestSocket socket = client.openWebSocket();
        socket.send("4hello");
        assertThat(socket.nextPacket()).isEqualTo("4hello");
        socket.send((byte) 1, (byte) 2, (byte) 3, (byte) 4);
        assertThat(socket.nextBinary()).isEqualTo(Buffer.buffer(new byte[] {1, 2, 3, 4}));
    }

    @Test
    void fragmentsMakeOneMessage() {
        TestSocket socket = client.openWebSocket();
        var web = socket.socket();
        await(web.writeFrame(WebSocketFrame.textFrame("4he", false)));
        await(web.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("llo"), true)));
        assertThat(socket.nextPacket()).isEqualTo("4hello");
    }

    @Test
    void aWebSocketPingIsAnswered() {
        TestSocket socket = client.openWebSocket();
        Promise<Buffer> pong = Promise.promise();
        socket.socket().pongHandler(pong::tryComplete);
        await(socket.socket().writePing(Buffer.buffer("hey")));
        assertThat(await(pong.future())).isEqualTo(Buffer.buffer("hey"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "4ok\u001ex", "2", "5", "0", "b%"})
    void aMalformedPayloadClosesTheSession(String payload) {
        slowHeartbeat();
        String sid = client.open();
        assertThat(post(sid, payload).status()).isEqualTo(400);
        assertThat(get(polling(sid)).status()).isEqualTo(400);
        assertClosed(CloseReason.PARSE_ERROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "2", "5", "0", "9"})
    void aMalformedPacketClosesItsWebSocketAndNoOther(String packet) {
        slowHeartbeat();
        TestSocket good = client.openWebSocket();
        TestSocket bad = client.openWebSocket();
        bad.send(packet);
        assertThat(bad.closeCode()).isEqualTo(1002);
        await("the session to close").untilAsserted(() -> assertThat(closed).containsExactly(CloseReason.PARSE_ERROR));
        good.send("4still here");
        assertThat(good.nextPacket()).isEqualTo("4still here");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void textThatIsNotUtf8ClosesTheWebSocket() {
        slowHeartbeat();
        TestSocket socket = client.openWebSocket();
        byte[] bad = {'4', (byte) 0xC3, '('};
        await(socket.socket()
                .writeFrame(new WebSocketFrameImpl(WebSocketFrameType.TEXT, Unpooled.wrappedBuffer(bad), true)));
        assertThat(socket.closeCode()).isEqualTo(1002);
        assertClosed(CloseReason.PARSE_ERROR);
    }

    @RepeatedTest(5)
    void twoGetsAtATimeCloseTheSession() {
        slowHeartbeat();
        String sid = client.open();
        Future<Response> one = client.get(polling(sid));
        Future<Response> two = client.get(polling(sid));
        assertThat(new Response[] {await(one), await(two)})
                .extracting(Response::status)
                .containsExactlyInAnyOrder(200, 400);
        assertThat(
                        one.result().status() == 200
                                ? one.result().body()
                                : two.result().body())
                .isEqualTo("1");
        assertThat(get(polling(sid)).status()).isEqualTo(400);
        assertClosed(CloseReason.TRANSPORT_ERROR);
    }

    @Test
    void aGetThatIsGivenUpClosesTheSession() {
        slowHeartbeat();
        String sid = client.open();
        HttpClientRequest request = await(client.request(HttpMethod.GET, polling(sid)));
        Future<Void> gone = request.end().compose(sent -> request.connection().close());
        await(gone);
        assertClosed(CloseReason.TRANSPORT_ERROR);
        assertThat(get(polling(sid)).status()).isEqualTo(400);
    }

    @Test
    void twoPostsAtATimeCloseTheSession() {
        slowHeartbeat();
        String sid = client.open();
        HttpClientRequest slow = await(client.request(HttpMethod.POST, polling(sid)));
        slow.setChunked(true);
        await(slow.write(Buffer.buffer("4he")));
        await("the first POST to have begun").until(() -> post(sid, "4other").status() == 400);
        assertClosed(CloseReason.TRANSPORT_ERROR);
        assertThat(get(polling(sid)).status()).isEqualTo(400);
    }

    // ---- heartbeat ----

    @Test
    void pollingKeepsAliveByPongs() {
        String sid = client.open();
        for (int i = 0; i < 4; i++) {
            assertThat(get(polling(sid))).isEqualTo(new Response(200, "2"));
            assertThat(post(sid, "3").status()).isEqualTo(200);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void pollingWithoutPongIsClosed() {
        String sid = client.open();
        assertClosed(CloseReason.PING_TIMEOUT);
        assertThat(get(polling(sid)).status()).isEqualTo(400);
    }

    @Test
    void webSocketKeepsAliveByPongs() {
        TestSocket socket = client.openWebSocket();
        for (int i = 0; i < 4; i++) {
            assertThat(socket.nextText()).isEqualTo("2");
            socket.send("3");
        }
        assertThat(socket.isClosed()).isFalse();
    }

    @Test
    void webSocketWithoutPongIsClosed() {
        TestSocket socket = client.openWebSocket();
        socket.closeCode();
        assertClosed(CloseReason.PING_TIMEOUT);
    }

    @Test
    void pongsUnaskedDoNotReplaceTheOneAskedFor() {
        TestSocket socket = client.openWebSocket();
        for (int i = 0; i < 10; i++) {
            socket.send("3");
        }
        assertClosed(CloseReason.PING_TIMEOUT);
    }

    // ---- close ----

    @RepeatedTest(20)
    void aPollingClientThatClosesGetsANoop() {
        slowHeartbeat();
        String sid = client.open();
        // Two connections, maybe two loops: either may be first, and the GET must have its noop.
        Future<Response> poll = client.get(polling(sid));
        Future<Response> close = client.post(polling(sid), "1");
        assertThat(await(close)).isEqualTo(new Response(200, "ok"));
        assertThat(await(poll)).isEqualTo(new Response(200, "6"));
        assertThat(get(polling(sid)).status()).isEqualTo(400);
        assertClosed(CloseReason.CLIENT);
    }

    @Test
    void aWebSocketClientThatClosesIsClosed() {
        TestSocket socket = client.openWebSocket();
        socket.send("1");
        assertThat(socket.closeCode()).isEqualTo(1000);
        assertClosed(CloseReason.CLIENT);
    }

    // ---- upgrade ----

    private TestSocket probed(String sid) {
        TestSocket socket = client.upgrade(sid);
        socket.send("2probe");
        assertThat(socket.nextText()).isEqualTo("3probe");
        return socket;
    }

    @RepeatedTest(10)
    void pollingIsUpgradedToWebSocket() {
        slowHeartbeat();
        String sid = client.open();
        TestSocket socket = probed(sid);
        assertThat(get(polling(sid))).isEqualTo(new Response(200, "6"));
        socket.send("5");
        socket.send("4hello");
        assertThat(socket.nextText()).isEqualTo("4hello");
        assertThat(moved).allMatch(inThread -> inThread);
        assertThat(server.connections()).isEqualTo(1);
    }

    @RepeatedTest(5)
    void aWaitingGetIsSentHomeByTheProbe() {
        slowHeartbeat();
        String sid = client.open();
        Future<Response> poll = client.get(polling(sid));
        TestSocket socket = probed(sid);
        assertThat(await(poll)).isEqualTo(new Response(200, "6"));
        socket.send("5");
        socket.send("4hello");
        assertThat(socket.nextText()).isEqualTo("4hello");
    }

    /** As the client says that it upgrades before it sends the GET, which may come to another event loop. */
    @RepeatedTest(10)
    void aGetThatOvertakesTheUpgradeIsRefusedAndHarmless() {
        slowHeartbeat();
        String sid = client.open();
        TestSocket socket = probed(sid);
        socket.send("5");
        assertThat(get(polling(sid)).status()).isEqualTo(400);
        socket.send("4hello");
        assertThat(socket.nextText()).isEqualTo("4hello");
    }

    @RepeatedTest(5)
    void whatWasQueuedForPollingComesByTheWebSocketInOrder() {
        slowHeartbeat();
        String sid = client.open();
        post(sid, "4one\u001e4two");
        TestSocket socket = client.upgrade(sid);
        socket.send("2probe");
        socket.send("5");
        socket.send("4three");
        assertThat(socket.nextText()).isEqualTo("3probe");
        assertThat(socket.nextText()).isEqualTo("4one");
        assertThat(socket.nextText()).isEqualTo("4two");
        assertThat(socket.nextText()).isEqualTo("4three");
    }

    @Test
    void theHeartbeatGoesOnAfterTheUpgrade() {
        String sid = client.open();
        TestSocket socket = probed(sid);
        socket.send("5");
        for (int i = 0; i < 3; i++) {
            assertThat(socket.nextText()).isEqualTo("2");
            socket.send("3");
        }
        assertThat(socket.nextText()).isEqualTo("2");
        assertClosed(CloseReason.PING_TIMEOUT);
    }

    @Test
    void httpRequestsAfterTheUpgradeAreRefusedAndHarmless() {
        slowHeartbeat();
        String sid = client.open();
        TestSocket socket = probed(sid);
        socket.send("5");
        socket.send("4hello");
        assertThat(socket.nextText()).isEqualTo("4hello");
        assertThat(get(polling(sid)).status()).isEqualTo(400);
        assertThat(post(sid, "4no").status()).isEqualTo(400);
        socket.send("4again");
        assertThat(socket.nextText()).isEqualTo("4again");
    }

    @Test
    void aSecondWebSocketIsClosedAndHarmless() {
        slowHeartbeat();
        String sid = client.open();
        TestSocket first = probed(sid);
        TestSocket rival = client.upgrade(sid);
        rival.closeCode();
        first.send("5");
        TestSocket late = client.upgrade(sid);
        late.closeCode();
        first.send("4hello");
        assertThat(first.nextText()).isEqualTo("4hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "4hello", "2", "x", "1"})
    void aWebSocketThatDoesNotProbeIsClosedAndThePollingGoesOn(String packet) {
        slowHeartbeat();
        String sid = client.open();
        TestSocket socket = client.upgrade(sid);
        socket.send(packet);
        socket.closeCode();
        post(sid, "4hello");
        assertThat(get(polling(sid))).isEqualTo(new Response(200, "4hello"));
    }

    @Test
    void anUpgradeThatIsNotCompletedIsGivenUp() {
        slowHeartbeat();
        String sid = client.open();
        TestSocket socket = probed(sid);
        socket.closeCode();
        Future<Response> poll = client.get(polling(sid));
        post(sid, "4hello");
        assertThat(await(poll)).isEqualTo(new Response(200, "4hello"));
    }

    @Test
    void anUpgradeThatBreaksOffCanBeTriedAgain() {
        slowHeartbeat();
        String sid = client.open();
        TestSocket first = probed(sid);
        await(first.socket().close());
        first.closeCode();
        TestSocket second = probed(sid);
        second.send("5");
        second.send("4hello");
        assertThat(second.nextText()).isEqualTo("4hello");
    }

    // ---- limits ----

    @Test
    void aPostAboveTheLimitGets413AndTheSessionLives() {
        slowHeartbeat();
        String sid = client.open();
        assertThat(post(sid, "4" + "x".repeat(MAX_PAYLOAD)).status()).isEqualTo(413);
        String largest = "4" + "x".repeat(MAX_PAYLOAD - 1);
        assertThat(post(sid, largest).status()).isEqualTo(200);
        assertThat(get(polling(sid)).body()).isEqualTo(largest);
    }

    @Test
    void aPostWithoutALengthIsCountedAsItComes() {
        slowHeartbeat();
        String sid = client.open();
        HttpClientRequest request = await(client.request(HttpMethod.POST, polling(sid)));
        request.setChunked(true);
        request.write(Buffer.buffer("4" + "x".repeat(MAX_PAYLOAD / 2)));
        request.end(Buffer.buffer("x".repeat(MAX_PAYLOAD)));
        assertThat(await(request.response()).statusCode()).isEqualTo(413);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aWebSocketMessageAboveTheLimitClosesIt() {
        slowHeartbeat();
        TestSocket socket = client.openWebSocket();
        String largest = "4" + "x".repeat(MAX_PAYLOAD - 1);
        socket.send(largest);
        assertThat(socket.nextText()).isEqualTo(largest);
        socket.send(largest + "x");
        assertThat(socket.closeCode()).isEqualTo(1009);
        assertClosed(CloseReason.PAYLOAD_TOO_LARGE);
    }

    @Test
    void fragmentsAboveTheLimitCloseTheWebSocket() {
        slowHeartbeat();
        TestSocket socket = client.openWebSocket();
        var web = socket.socket();
        String half = "4" + "x".repeat(MAX_PAYLOAD / 2);
        web.writeFrame(WebSocketFrame.textFrame(half, false));
        web.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(half), true));
        assertThat(socket.closeCode()).isEqualTo(1009);
        assertClosed(CloseReason.PAYLOAD_TOO_LARGE);
    }

    @Test
    void connectionsAreBounded() {
        slowHeartbeat();
        for (int i = 0; i < 100; i++) {
            client.open();
        }
        assertThat(get("?EIO=4&transport=polling").status()).isEqualTo(503);
        assertThat(awaitEnd(client.connect("?EIO=4&transport=websocket")).failed())
                .isTrue();
        assertThat(server.connections()).isEqualTo(100);
    }

    // ---- credentials ----

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "Cookie"})
    void aSessionIsOfNoUseWithoutTheCredentialsItWasOpenedWith(String header) {
        slowHeartbeat();
        String sid = client.open(header, "a=secret");
        assertThat(get(polling(sid)).status()).isEqualTo(400);
        assertThat(post(sid, "4hijacked").status()).isEqualTo(400);
        assertThat(await(client.get(polling(sid), header, "a=other")).status()).isEqualTo(400);
        assertThat(awaitEnd(client.connect("?EIO=4&transport=websocket&sid=" + sid, header, "a=other"))
                        .failed())
                .isTrue();
        assertThat(awaitEnd(client.connect("?EIO=4&transport=websocket&sid=" + sid))
                        .failed())
                .isTrue();
        assertThat(await(client.post(polling(sid), "4mine", header, "a=secret")).status())
                .isEqualTo(200);
        assertThat(await(client.get(polling(sid), header, "a=secret")).body()).isEqualTo("4mine");
    }

    @Test
    void aCookieIsNoSession() {
        slowHeartbeat();
        String sid = client.open();
        for (String name : new String[] {"io", "sid", "JSESSIONID"}) {
            Response opened = await(client.get("?EIO=4&transport=polling", "Cookie", name + "=" + sid));
            assertThat(opened.status()).isEqualTo(200);
            assertThat(opened.body()).startsWith("0{").doesNotContain(sid);
        }
        assertThat(post(sid, "4mine").status()).isEqualTo(200);
        assertThat(get(polling(sid)).body()).isEqualTo("4mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "Cookie"})
    void theLastWordsOfASessionAreForItsClientAlone(String header) {
        slowHeartbeat();
        String sid = client.open(header, "a=secret");
        assertThat(await(client.post(polling(sid), "1", header, "a=secret")).status())
                .isEqualTo(200);
        assertThat(get(polling(sid)).status()).isEqualTo(400);
        assertThat(await(client.get(polling(sid), header, "a=secret"))).isEqualTo(new Response(200, "6"));
    }

    @Test
    void aGuessedSessionIsRefusedWhateverItsForm() {
        slowHeartbeat();
        String sid = client.open();
        String nearby = sid.substring(0, sid.length() - 1) + (sid.endsWith("A") ? "B" : "A");
        for (String guess :
                new String[] {nearby, sid.toLowerCase(Locale.ROOT), sid + "%00", "", "__proto__", "../" + sid}) {
            assertThat(get(polling(guess)).status()).as(guess).isEqualTo(400);
            assertThat(post(guess, "4no").status()).as(guess).isEqualTo(400);
            assertThat(awaitEnd(client.connect("?EIO=4&transport=websocket&sid=" + guess))
                            .failed())
                    .as(guess)
                    .isTrue();
        }
        assertThat(post(sid, "4mine").status()).isEqualTo(200);
        assertThat(get(polling(sid)).body()).isEqualTo("4mine");
    }

    @Test
    void aSessionOpenedWithoutCredentialsIsNotTakenOverWithSome() {
        slowHeartbeat();
        String sid = client.open();
        assertThat(await(client.get(polling(sid), "Authorization", "a=b")).status())
                .isEqualTo(400);
    }

    @Test
    void theCookieOfAGatewayThatComesWithTheFirstAnswerDoesNoHarm() {
        slowHeartbeat();
        String sid = client.open("Cookie", "a=secret");
        String both = "gateway=2; a=secret";
        assertThat(await(client.post(polling(sid), "4mine", "Cookie", both)).status())
                .isEqualTo(200);
        assertThat(await(client.get(polling(sid), "Cookie", both)).body()).isEqualTo("4mine");
        assertThat(await(client.get(polling(sid), "Cookie", "gateway=2; a=other"))
                        .status())
                .isEqualTo(400);
    }
}
