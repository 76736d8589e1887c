package io.isotherm.socketio;

import static io.isotherm.socketio.Loops.await;
import static io.isotherm.socketio.TestClient.polling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.socketio.TestClient.Response;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Socket.IO 5 document promises, and what our API promises, by WebSocket and polling on two event loops. */
class SocketProtocolTest {
    private static final String PLACES = "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}";

    private final Loops loops = new Loops();
    private final SocketIoServer io = SocketIoServer.create(
            loops.vertx(),
            new SocketIoOptions()
                    .setConnectTimeout(Duration.ofMillis(400))
                    .setMaxPayload(100_000)
                    .setMaxQueuedBytes(300_000));
    private final BlockingQueue<Socket> connected = new LinkedBlockingQueue<>();
    private final Queue<DisconnectReason> disconnected = new ConcurrentLinkedQueue<>();
    private TestClient client = new TestClient(loops, "/");

    @BeforeEach
    void start() {
        for (String name : List.of("/", "/custom")) {
            io.of(name).onConnection(socket -> {
                connected.add(socket);
                socket.emit("auth", socket.handshake().auth());
                socket.on(
                        "message",
                        (args, ack) ->
                                socket.emit("message-back", args.getList().toArray()));
                socket.on(
                        "message-with-ack",
                        (args, ack) -> ack.send(args.getList().toArray()));
                socket.on("bug", (args, ack) -> args.getJsonObject(0));
                socket.onDisconnect(disconnected::add);
            });
        }
        loops.serve(io::handle);
        client = new TestClient(loops, "/socket.io/");
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    /** A WebSocket that is connected to the main namespace. */
    private TestSocket connect() {
        TestSocket socket = client.openWebSocket();
        socket.send("40");
        assertThat(socket.nextText()).startsWith("40{");
        assertThat(socket.nextText()).isEqualTo("42[\"auth\",{}]");
        return socket;
    }

    private Socket server() {
        try {
            Socket socket = connected.poll(10, TimeUnit.SECONDS);
            if (socket == null) {
                throw new AssertionError("no connection");
            }
            return socket;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void assertDisconnected(DisconnectReason... reasons) {
        await("disconnects").untilAsserted(() -> assertThat(disconnected).containsExactly(reasons));
    }

    // ---- connecting ----

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"token\":\"123\"}"})
    void aClientConnectsToANamespace(String auth) {
        TestSocket socket = client.openWebSocket();
        String echoed = auth.isEmpty() ? "{}" : auth;
        socket.send("40" + auth);
        JsonObject answer = new JsonObject(socket.nextText().substring(2));
        assertThat(answer.fieldNames()).containsExactly("sid");
        assertThat(answer.getString("sid")).isEqualTo(server().id());
        assertThat(socket.nextText()).isEqualTo("42[\"auth\"," + echoed + "]");
        socket.send("40/custom," + auth);
        assertThat(socket.nextText()).startsWith("40/custom,{\"sid\":");
        assertThat(socket.nextText()).isEqualTo("42/custom,[\"auth\"," + echoed + "]");
    }

    @Test
    void anUnknownNamespaceIsRefused() {
        TestSocket socket = client.openWebSocket();
        socket.send("40/random");
        assertThat(socket.nextText()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
    }

    @Test
    void middlewareRefusesWithMessageAndDataAndTheClientMayTryAgain() {
        io.of("/private")
                .use((handshake, auth) -> "secret".equals(auth.getString("token"))
                        ? Future.succeededFuture()
                        : Future.failedFuture(
                                RefusedException.unauthorized("who are you").withData(new JsonObject().put("code", 7))))
                .use((handshake, auth) -> handshake.address().equals("127.0.0.1")
                        ? Future.succeededFuture()
                        : Future.failedFuture("nor from there"));
        TestSocket socket = client.openWebSocket();
        socket.send("40/private,");
        assertThat(socket.nextText()).isEqualTo("44/private,{\"message\":\"who are you\",\"data\":{\"code\":7}}");
        socket.send("40/private,{\"token\":\"secret\"}");
        assertThat(socket.nextText()).startsWith("40/private,{");
    }

    @Test
    void middlewareThatFailsRefusesAndTellsNothing() {
        io.of("/broken").use((handshake, auth) -> {
            throw new IllegalStateException("password of the database");
        });
        TestSocket socket = client.openWebSocket();
        socket.send("40/broken,");
        assertThat(socket.nextText()).isEqualTo("44/broken,{\"message\":\"Refused\"}");
    }

    @Test
    void middlewareMayTakeItsTimeOnAnotherThread() {
        io.of("/slow").use((handshake, auth) -> loops.vertx().timer(50).mapEmpty());
        TestSocket socket = client.openWebSocket();
        socket.send("40/slow,");
        assertThat(socket.nextText()).startsWith("40/slow,{");
    }

    @Test
    void whoConnectsToNoNamespaceInTimeIsClosed() {
        TestSocket socket = client.openWebSocket();
        socket.closeCode();
        await("the connection to go").until(() -> io.connections() == 0);
    }

    @Test
    void anHttpCheckRefusesBothTransports() {
        io.allowRequest(request -> "yes".equals(request.getHeader("X-Let-Me"))
                ? loops.vertx().timer(10).mapEmpty()
                : Future.failedFuture(RefusedException.unauthorized("sign in")));
        Response refused = await(client.get("?EIO=4&transport=polling"));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(new JsonObject(refused.body()).getString("message")).isEqualTo("sign in");
        assertThat(Loops.awaitEnd(client.connect("?EIO=4&transport=websocket")).cause())
                .hasMessageContaining("401");
        assertThat(client.open("X-Let-Me", "yes")).isNotEmpty();
        assertThat(client.openWebSocket("X-Let-Me", "yes")).isNotNull();
    }

    @Test
    void anHttpCheckThatBreaksRefuses() {
        io.allowRequest(request -> {
            throw new IllegalStateException("secret");
        });
        Response refused = await(client.get("?EIO=4&transport=polling"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).doesNotContain("secret");
    }

    @Test
    void theHandshakeTellsOfTheFirstRequest() {
        TestSocket socket = await(client.connect("?EIO=4&transport=websocket&room=7", "User-Agent", "probe"));
        socket.nextText();
        socket.send("40");
        Handshake handshake = server().handshake();
        assertThat(handshake.address()).isEqualTo("127.0.0.1");
        assertThat(handshake.headers().get("user-agent")).isEqualTo("probe");
        assertThat(handshake.query().get("room")).isEqualTo("7");
        assertThat(handshake.time()).isCloseTo(System.currentTimeMillis(), Offset.offset(10_000L));
    }

    // ---- events ----

    @Test
    void eventsGoBothWays() {
        TestSocket socket = connect();
        socket.send("42[\"message\",1,\"2\",{\"3\":[true]}]");
        assertThat(socket.nextText()).isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
    }

    @Test
    void binaryEventsGoBothWays() {
        TestSocket socket = connect();
        socket.send("452-[\"message\"," + PLACES + "]");
        socket.send((byte) 1, (byte) 2);
        socket.send((byte) 3);
        assertThat(socket.nextText()).isEqualTo("452-[\"message-back\"," + PLACES + "]");
        assertThat(socket.nextBinary()).isEqualTo(Buffer.buffer(new byte[] {1, 2}));
        assertThat(socket.nextBinary()).isEqualTo(Buffer.buffer(new byte[] {3}));
    }

    @Test
    void eventsAreAcknowledged() {
        TestSocket socket = connect();
        socket.send("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
        assertThat(socket.nextText()).isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
        socket.send("452-789[\"message-with-ack\"," + PLACES + "]");
        socket.send((byte) 1);
        socket.send((byte) 2);
        assertThat(socket.nextText()).isEqualTo("462-789[" + PLACES + "]");
        assertThat(socket.nextBinary()).isEqualTo(Buffer.buffer(new byte[] {1}));
        assertThat(socket.nextBinary()).isEqualTo(Buffer.buffer(new byte[] {2}));
    }

    @Test
    void anAnswerIsSentOnceAndOnlyWhenAsked() {
        io.of("/")
                .onConnection(socket -> socket.on("twice", (args, ack) -> {
                    socket.emit("expected", ack.isExpected());
                    ack.sendRaw(Buffer.buffer("{\"a\":1}"));
                    ack.send("again");
                }));
        TestSocket socket = connect();
        socket.send("42[\"twice\"]");
        assertThat(socket.nextText()).isEqualTo("42[\"expected\",false]");
        socket.send("421[\"twice\"]");
        assertThat(socket.nextText()).isEqualTo("42[\"expected\",true]");
        assertThat(socket.nextText()).isEqualTo("431[{\"a\":1}]");
        socket.send("42[\"message\"]");
        assertThat(socket.nextText()).isEqualTo("42[\"message-back\"]");
    }

    @Test
    void theServerAsksAndTheClientAnswers() {
        TestSocket socket = connect();
        Future<JsonArray> answer = server().emitWithAck("question", Duration.ofSeconds(5), 41);
        assertThat(socket.nextText()).isEqualTo("420[\"question\",41]");
        socket.send("461-0[42,{\"_placeholder\":true,\"num\":0}]");
        socket.send((byte) 9);
        assertThat(await(answer).getInteger(0)).isEqualTo(42);
        assertThat(await(answer).getBuffer(1)).isEqualTo(Buffer.buffer(new byte[] {9}));
    }

    @Test
    void anAnswerThatDoesNotComeFails() {
        TestSocket socket = connect();
        Socket server = server();
        assertThat(Loops.awaitEnd(server.emitWithAck("question", Duration.ofMillis(50)))
                        .cause())
                .isInstanceOf(AckException.class)
                .hasMessageContaining("50 ms");
        socket.send("430[]"); // too late, and harmless
        Future<JsonArray> open = server.emitWithAck("question", Duration.ofSeconds(50));
        socket.send("41");
        assertThat(Loops.awaitEnd(open).cause()).isInstanceOf(AckException.class);
        assertThat(Loops.awaitEnd(server.emitWithAck("question", Duration.ofSeconds(50)))
                        .cause())
                .isInstanceOf(AckException.class);
    }

    @Test
    void aHandlerThatThrowsCostsNothingButItsEvent() {
        TestSocket socket = connect();
        socket.send("42[\"bug\",1]");
        socket.send("42[\"message\",2]");
        assertThat(socket.nextText()).isEqualTo("42[\"message-back\",2]");
    }

    @Test
    void eventsThatFailACheckAreDropped() {
        TestSocket socket = connect();
        server().filter((name, args) -> args.size() < 2)
                .filter((name, args) -> !args.getString(0).isEmpty());
        socket.send("421[\"message-with-ack\",\"a\",\"b\"]");
        socket.send("422[\"message-with-ack\",\"\"]");
        socket.send("423[\"message-with-ack\",null]");
        socket.send("424[\"message-with-ack\",\"good\"]");
        assertThat(socket.nextPacket()).isEqualTo("434[\"good\"]");
    }

    @Test
    void handlersRunOnTheSocketsContext() {
        Promise<Boolean> same = Promise.promise();
        io.of("/")
                .onConnection(socket -> socket.on(
                        "where",
                        (args, ack) -> same.complete(
                                socket.context().equals(Vertx.currentContext()) && Context.isOnEventLoopThread())));
        connect().send("42[\"where\"]");
        assertThat(await(same.future())).isTrue();
    }

    @Test
    void allOfItWorksByPollingToo() {
        String sid = client.open();
        String query = polling(sid);
        await(client.post(query, "40\u001e42[\"message\",\"a\"]\u001e421[\"message-with-ack\",\"b\"]"));
        String body = await(client.get(query)).body();
        assertThat(body.split("\u001e"))
                .satisfiesExactly(
                        connect -> assertThat(connect).startsWith("40{"),
                        auth -> assertThat(auth).isEqualTo("42[\"auth\",{}]"),
                        echo -> assertThat(echo).isEqualTo("42[\"message-back\",\"a\"]"),
                        ack -> assertThat(ack).isEqualTo("431[\"b\"]"));
        await(client.post(query, "451-2[\"message-with-ack\",{\"_placeholder\":true,\"num\":0}]\u001ebAQID"));
        assertThat(await(client.get(query)).body()).isEqualTo("461-2[{\"_placeholder\":true,\"num\":0}]\u001ebAQID");
        Socket server = server();
        assertThat(server.isWritable()).isTrue();
        server.emit("one");
        await("a polling client that has not fetched").until(() -> !server.isWritable());
        Promise<Void> writable = Promise.promise();
        server.onWritable(writable::tryComplete);
        assertThat(await(client.get(query)).body()).isEqualTo("42[\"one\"]");
        await(writable.future());
        await(client.post(query, "41"));
        assertDisconnected(DisconnectReason.CLIENT_DISCONNECT);
    }

    @RepeatedTest(10)
    void anUpgradeKeepsOrderAndMovesTheContext() {
        String sid = client.open();
        await(client.post(polling(sid), "40"));
        Socket server = server();
        Promise<Boolean> moved = Promise.promise();
        var before = server.context();
        server.onContextChange(() -> moved.tryComplete(server.context().equals(Vertx.currentContext())));
        await(client.get(polling(sid)));
        TestSocket socket = client.upgrade(sid);
        socket.send("2probe");
        assertThat(socket.nextText()).isEqualTo("3probe");
        Thread sender = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 2_000; i++) {
                server.emit("n", i);
            }
        });
        socket.send("5");
        for (int i = 0; i < 2_000; i++) {
            assertThat(socket.nextText()).isEqualTo("42[\"n\"," + i + "]");
        }
        assertThat(sender.isInterrupted()).isFalse();
        assertThat(server.context().equals(before) || await(moved.future())).isTrue();
    }

    // ---- malformed ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4abc",
                "42{}",
                "42abc[\"message-with-ack\"]",
                "42",
                "42[]",
                "42[\"connect\"]",
                "44{}",
                "40",
                "42/custom,[\"message\"]",
                "49",
                "4",
                "451-[\"message\",{\"_placeholder\":true,\"num\":3}]"
            })
    void aMalformedPacketClosesItsConnectionAndNoOther(String packet) {
        TestSocket good = connect();
        TestSocket bad = connect();
        bad.send(packet);
        if (packet.startsWith("45")) {
            bad.send((byte) 1);
        }
        assertThat(bad.closeCode()).isEqualTo(1002);
        assertDisconnected(DisconnectReason.PARSE_ERROR);
        good.send("42[\"message\",1]");
        assertThat(good.nextText()).isEqualTo("42[\"message-back\",1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4abc", "42[\"message\"]", "41x", "43/custom,1[]"})
    void whoDoesNotConnectFirstIsClosed(String packet) {
        TestSocket socket = client.openWebSocket();
        socket.send(packet);
        assertThat(socket.closeCode()).isEqualTo(1002);
    }

    // ---- disconnecting ----

    @Test
    void aClientLeavesOneNamespaceAndStaysInAnother() {
        TestSocket socket = connect();
        socket.send("40/custom");
        socket.nextText();
        socket.nextText();
        socket.send("41/custom");
        socket.send("42[\"message\",\"to main\"]");
        assertThat(socket.nextText()).isEqualTo("42[\"message-back\",\"to main\"]");
        assertDisconnected(DisconnectReason.CLIENT_DISCONNECT);
        // A late packet to where it was is no fault.
        socket.send("42/custom,[\"message\"]");
        socket.send("42[\"message\"]");
        assertThat(socket.nextText()).isEqualTo("42[\"message-back\"]");
    }

    @Test
    void theServerDisconnectsOneNamespace() {
        TestSocket socket = connect();
        Socket server = server();
        server.emit("last");
        server.disconnect();
        server.emit("never");
        assertThat(server.connected()).isFalse();
        assertThat(socket.nextText()).isEqualTo("42[\"last\"]");
        assertThat(socket.nextText()).isEqualTo("41");
        socket.send("42[\"message\"]"); // crossed ours on the way
        socket.send("40");
        assertThat(socket.nextText()).startsWith("40{");
        assertDisconnected(DisconnectReason.SERVER_DISCONNECT);
        Promise<DisconnectReason> late = Promise.promise();
        server.onDisconnect(late::complete);
        assertThat(await(late.future())).isEqualTo(DisconnectReason.SERVER_DISCONNECT);
    }

    @Test
    void everySocketHearsThatTheConnectionIsGone() {
        TestSocket socket = connect();
        socket.send("40/custom");
        socket.nextText();
        await(socket.socket().close());
        assertDisconnected(DisconnectReason.TRANSPORT_CLOSE, DisconnectReason.TRANSPORT_CLOSE);
        assertThat(io.connections()).isZero();
    }

    @Test
    void closingTheServerTellsEveryClientAndTakesNoMore() {
        TestSocket socket = connect();
        String sid = client.open();
        await(client.post(polling(sid), "40"));
        await(client.get(polling(sid)));
        Future<Response> poll = client.get(polling(sid));
        await("the poll to wait").until(() -> connected.size() == 2 && !poll.isComplete());
        server().emit("last");
        await(io.close("restart"));
        assertThat(io.connections()).isZero();
        assertThat(socket.nextText()).isEqualTo("42[\"last\"]");
        assertThat(socket.closeCode()).isEqualTo(1001);
        assertThat(socket.socket().closeReason()).isEqualTo("restart");
        assertThat(await(poll).body()).isEqualTo("1");
        assertDisconnected(DisconnectReason.SERVER_SHUTDOWN, DisconnectReason.SERVER_SHUTDOWN);
        assertThat(await(client.get("?EIO=4&transport=polling")).status()).isEqualTo(503);
    }

    @Test
    void closingVertxClosesTheConnections() {
        TestSocket socket;
        try (Loops other = new Loops()) {
            SocketIoServer server = SocketIoServer.create(other.vertx(), new SocketIoOptions());
            server.of("/").onConnection(connection -> connection.onDisconnect(disconnected::add));
            other.serve(server::handle);
            // The client lives on the Vert.x that stays.
            socket = new TestClient(loops, "/", other.port()).openWebSocket();
            socket.send("40");
            socket.nextText();
        }
        assertThat(socket.closeCode()).isEqualTo(1006);
    }

    // ---- many ----

    private List<TestSocket> connect(int count) {
        List<TestSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(connect());
        }
        return sockets;
    }

    @Test
    void roomsAreToldAndOthersAreNot() {
        List<TestSocket> clients = connect(4);
        List<Socket> servers = List.of(server(), server(), server(), server());
        servers.get(0).join("a");
        servers.get(1).join("a");
        servers.get(1).join("b");
        servers.get(2).join("b");
        Namespace main = io.of("/");
        main.to("a").emit("to", "a");
        main.to("a").to("b").emit("to", "a or b");
        main.to("a").except("b").emit("to", "a not b");
        main.except("b").emit("to", "not b");
        main.to(servers.get(3).id()).emit("to", "3");
        servers.get(1).broadcast().emit("to", "all but 1");
        servers.get(1).leave("a");
        main.to("a").emit("to", "a again");
        main.to("nowhere").emit("to", "nobody");
        main.emit("to", "all");
        Map<Integer, List<String>> expected = Map.of(
                0, List.of("a", "a or b", "a not b", "not b", "all but 1", "a again", "all"),
                1, List.of("a", "a or b", "all"),
                2, List.of("a or b", "all but 1", "all"),
                3, List.of("not b", "3", "all but 1", "all"));
        expected.forEach((client, texts) -> {
            for (String text : texts) {
                assertThat(clients.get(client).nextPacket()).isEqualTo("42[\"to\",\"" + text + "\"]");
            }
        });
    }

    @Test
    void whoIsGoneIsInNoRoom() {
        TestSocket gone = connect();
        Socket server = server();
        server.join("a");
        await(gone.socket().close());
        assertDisconnected(DisconnectReason.TRANSPORT_CLOSE);
        server.join("b");
        ServerNamespace main = (ServerNamespace) io.of("/");
        assertThat(main.rooms().names()).isEmpty();
        assertThat(main.sockets()).isEmpty();
    }

    @Test
    void anEncodedEventServesBothTransportsAndOneNamespace() {
        TestSocket socket = connect();
        Socket webSocket = server();
        String sid = client.open();
        await(client.post(polling(sid), "40"));
        Socket poller = server();
        await(client.get(polling(sid)));
        EncodedEvent raw = io.of("/").encodeRaw("readings", Buffer.buffer("{\"s\":[1,2]}"));
        EncodedEvent binary = io.of("/").encode("b", Buffer.buffer("A"));
        for (Socket to : List.of(webSocket, poller)) {
            to.send(raw);
            to.send(binary);
        }
        assertThat(socket.nextText()).isEqualTo("42[\"readings\",{\"s\":[1,2]}]");
        assertThat(socket.nextText()).isEqualTo("451-[\"b\",{\"_placeholder\":true,\"num\":0}]");
        assertThat(socket.nextBinary()).isEqualTo(Buffer.buffer("A"));
        StringBuilder polled = new StringBuilder();
        await("both").until(() -> {
            polled.append(await(client.get(polling(sid))).body()).append('\u001e');
            return polled.toString().contains("bQQ==");
        });
        assertThat(polled.toString())
                .isEqualTo(
                        "42[\"readings\",{\"s\":[1,2]}]\u001e451-[\"b\",{\"_placeholder\":true,\"num\":0}]\u001ebQQ==\u001e");
        assertThatThrownBy(() -> webSocket.send(io.of("/custom").encode("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void broadcastsAndEventsOfOneThreadKeepTheirOrder() {
        List<TestSocket> clients = connect(3);
        List<Socket> servers = List.of(server(), server(), server());
        for (int i = 0; i < 300; i++) {
            io.of("/").emit("n", 2 * i);
            for (Socket server : servers) {
                server.emit("n", 2 * i + 1);
            }
        }
        for (TestSocket socket : clients) {
            for (int i = 0; i < 600; i++) {
                assertThat(socket.nextText()).isEqualTo("42[\"n\"," + i + "]");
            }
        }
    }

    /** One thread sends to rooms, to all and to each; who was upgraded meanwhile gets it in the same order as the others. */
    @RepeatedTest(5)
    void roomsAllAndEachKeepTheOrderOfOneThreadAcrossAnUpgrade() {
        TestSocket straight = connect();
        Socket first = server();
        String sid = client.open();
        await(client.post(polling(sid), "40"));
        Socket second = server();
        await(client.get(polling(sid)));
        TestSocket upgraded = client.upgrade(sid);
        upgraded.send("2probe");
        assertThat(upgraded.nextText()).isEqualTo("3probe");
        first.join("a");
        second.join("a");
        second.join("b");
        first.join("b");
        Namespace main = io.of("/");
        Thread sender = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 2_000; i += 5) {
                main.to("a").emit("n", i);
                main.to("b").emit("n", i + 1);
                first.emit("n", i + 2);
                second.emit("n", i + 2);
                main.emit("n", i + 3);
                main.to("a").to("b").emit("n", i + 4);
            }
        });
        upgraded.send("5");
        for (TestSocket socket : List.of(straight, upgraded)) {
            for (int i = 0; i < 2_000; i++) {
                assertThat(socket.nextPacket()).isEqualTo("42[\"n\"," + i + "]");
            }
        }
        assertThat(sender.isInterrupted()).isFalse();
    }

    @Test
    void whatWasSentBeforeLeavingIsReceivedAndWhatIsSentAfterIsNot() {
        List<TestSocket> clients = connect(2);
        List<Socket> servers = List.of(server(), server());
        Namespace main = io.of("/");
        servers.forEach(server -> server.join("a"));
        main.to("a").emit("n", 0);
        servers.get(0).leave("a");
        main.to("a").emit("n", 1);
        servers.get(0).join("a");
        main.to("a").emit("n", 2);
        servers.get(0).disconnect();
        main.to("a").emit("n", 3);
        for (int i : new int[] {0, 2}) {
            assertThat(clients.get(0).nextPacket()).isEqualTo("42[\"n\"," + i + "]");
        }
        assertThat(clients.get(0).nextPacket()).isEqualTo("41");
        for (int i = 0; i < 4; i++) {
            assertThat(clients.get(1).nextPacket()).isEqualTo("42[\"n\"," + i + "]");
        }
    }
}
