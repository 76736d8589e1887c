package io.isotherm.socketio;

import static io.isotherm.socketio.Loops.await;
import static io.isotherm.socketio.TestClient.polling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A client whose connection breaks off comes back as who it was, and misses nothing; or as somebody new. */
class RecoveryTest {
    private final Loops loops = new Loops();
    private final BlockingQueue<Socket> connected = new LinkedBlockingQueue<>();
    private final Queue<String> happened = new ConcurrentLinkedQueue<>();
    private final Queue<Boolean> recoveries = new ConcurrentLinkedQueue<>();
    private SocketIoServer io = SocketIoServer.create(loops.vertx(), new SocketIoOptions());
    private TestClient client = new TestClient(loops, "/");

    /** What a client knows of itself. */
    private record Client(TestSocket socket, String sid, String pid, Socket server) {
        /** The arguments of the next event, with the offset last. */
        JsonArray next() {
            String text = socket.nextPacket();
            assertThat(text).startsWith("42[");
            return new JsonArray(text.substring(2));
        }
    }

    private void serve(RecoveryOptions recovery) {
        serve(new SocketIoOptions().setRecovery(recovery));
    }

    private void serve(SocketIoOptions options) {
        io = SocketIoServer.create(loops.vertx(), options.setMetrics(new SocketIoMetrics() {
            @Override
            public void recovery(boolean success) {
                recoveries.add(success);
            }
        }));
        io.of("/").onConnection(socket -> {
            happened.add("connected");
            socket.onDisconnect(reason -> happened.add("disconnected"));
            connected.add(socket);
        });
        loops.serve(request -> io.handle(request));
        client = new TestClient(loops, "/socket.io/");
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    private Client connect(JsonObject auth, String... headers) {
        try {
            TestSocket socket = client.openWebSocket(headers);
            socket.send("40" + (auth.isEmpty() ? "" : auth.encode()));
            JsonObject answer = new JsonObject(socket.nextText().substring(2));
            Socket server = connected.poll(10, TimeUnit.SECONDS);
            if (server == null) {
                throw new AssertionError("no connection");
            }
            return new Client(socket, answer.getString("sid"), answer.getString("pid"), server);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Client comeBack(Client before, @Nullable Object offset, String... headers) {
        JsonObject auth = new JsonObject().put("pid", before.pid());
        return connect(offset == null ? auth : auth.put("offset", offset), headers);
    }

    private void breakOff(Client client) {
        await(client.socket().socket().close());
        await("the server to notice").until(() -> !client.server().connected());
    }

    private static Object offset(JsonArray event) {
        return event.getValue(event.size() - 1);
    }

    private static JsonArray withoutOffset(JsonArray event) {
        JsonArray rest = event.copy();
        rest.remove(event.size() - 1);
        return rest;
    }

    private static void assertNew(Client after, Client before) {
        assertThat(after.server().recovered()).isFalse();
        assertThat(after.sid()).isNotEqualTo(before.sid());
        assertThat(after.pid()).isNotEqualTo(before.pid());
    }

    private static void assertRecovered(Client after, Client before) {
        assertThat(after.server().recovered()).isTrue();
        assertThat(after.sid()).isEqualTo(before.sid()).isEqualTo(after.server().id());
        assertThat(after.pid()).isEqualTo(before.pid());
    }

    @Test
    void whatWasMissedIsReplayedInOrderAndNothingElse() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject());
        before.server().join("mine");
        Namespace main = io.of("/");
        main.emit("seen", 1);
        JsonArray seen = before.next();
        assertThat(withoutOffset(seen)).isEqualTo(JsonArray.of("seen", 1));
        breakOff(before);
        main.emit("to all", 1);
        main.to("mine").emit("to mine", new JsonObject().put("a", 2));
        main.to("other").emit("to other", 3);
        main.except("mine").emit("not to mine", 4);
        main.to(before.sid()).emit("to me", Buffer.buffer("bytes"));
        before.server().emit("to me alone");
        Client after = comeBack(before, offset(seen));
        assertRecovered(after, before);
        main.emit("afterwards");
        assertThat(withoutOffset(after.next())).isEqualTo(JsonArray.of("to all", 1));
        assertThat(after.next().getJsonObject(1)).isEqualTo(new JsonObject().put("a", 2));
        assertThat(after.socket().nextPacket()).startsWith("451-[\"to me\",{\"_placeholder\":true,\"num\":0},\"");
        assertThat(after.socket().nextBinary()).isEqualTo(Buffer.buffer("bytes"));
        assertThat(after.next().getString(0)).isEqualTo("to me alone");
        assertThat(after.next().getString(0)).isEqualTo("afterwards");
        main.to("mine").emit("still in the room");
        assertThat(after.next().getString(0)).isEqualTo("still in the room");
        assertThat(recoveries).containsExactly(true);
    }

    @Test
    void aClientCanComeBackAgainAndAgain() {
        serve(new RecoveryOptions());
        Client at = connect(new JsonObject());
        at.server().join("mine");
        Object offset = null;
        for (int i = 0; i < 5; i++) {
            breakOff(at);
            io.of("/").to("mine").emit("e", i);
            Client next = comeBack(at, offset);
            assertRecovered(next, at);
            JsonArray event = next.next();
            assertThat(event.getValue(1)).isEqualTo(i);
            // Every other time the client goes before it has received anything.
            offset = i % 2 == 0 ? offset(event) : offset;
            at = next;
            if (i % 2 == 1) {
                breakOff(at);
                at = comeBack(at, offset);
                event = at.next();
                assertThat(event.getValue(1)).isEqualTo(i);
                offset = offset(event);
            }
        }
    }

    @Test
    void aClientThatReceivedNothingGetsAllSinceItConnected() {
        serve(new RecoveryOptions());
        io.of("/").emit("before its time");
        Client before = connect(new JsonObject());
        breakOff(before);
        io.of("/").emit("missed");
        Client after = comeBack(before, null);
        assertRecovered(after, before);
        assertThat(after.next().getString(0)).isEqualTo("missed");
    }

    @Test
    void anEventThatWasOnItsWayWhenTheConnectionBrokeIsReplayed() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject());
        io.of("/").emit("e", 1);
        Object offset = offset(before.next());
        before.server().emit("e", 2); // sent, but suppose that the client never saw it
        breakOff(before);
        Client after = comeBack(before, offset);
        assertThat(after.next().getValue(1)).isEqualTo(2);
    }

    @Test
    void aRoomIsHeardOnlySinceItWasJoined() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject());
        io.of("/").emit("start");
        Object offset = offset(before.next());
        io.of("/").to("secret").emit("before joining");
        before.server().join("secret");
        io.of("/").to("secret").emit("after joining");
        breakOff(before);
        Client after = comeBack(before, offset);
        assertThat(after.next().getString(0)).isEqualTo("after joining");
        io.of("/").emit("end");
        assertThat(after.next().getString(0)).isEqualTo("end");
    }

    @Test
    void volatileEventsAreNotKeptAndDoNotConfuseTheOffset() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject());
        io.of("/").emit("kept", "text");
        assertThat(before.next().getString(0)).isEqualTo("kept");
        before.server().emitVolatile("volatile", "text");
        Object offset = offset(before.next());
        before.socket().send("3");
        breakOff(before);
        io.of("/").to(before.sid()).emitVolatile("lost", "text");
        io.of("/").emit("missed");
        Client after = comeBack(before, offset);
        assertRecovered(after, before);
        assertThat(after.next().getString(0)).isEqualTo("missed");
    }

    @Test
    void eventsThatAskForAnAnswerAreNotKept() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject());
        Future<JsonArray> answer = before.server().emitWithAck("question", Duration.ofSeconds(60));
        assertThat(before.socket().nextPacket()).isEqualTo("420[\"question\"]");
        breakOff(before);
        assertThat(Loops.awaitEnd(answer).cause()).isInstanceOf(AckException.class);
        io.of("/").emit("end");
        Client after = comeBack(before, null);
        assertThat(after.next().getString(0)).isEqualTo("end");
    }

    @Test
    void whoLeftOrWasSentAwayDoesNotComeBack() {
        serve(new RecoveryOptions());
        Client left = connect(new JsonObject());
        left.socket().send("41");
        await("the server to notice").until(() -> !left.server().connected());
        assertNew(comeBack(left, null), left);
        Client sentAway = connect(new JsonObject());
        sentAway.server().disconnect();
        assertThat(sentAway.socket().nextPacket()).isEqualTo("41");
        assertNew(comeBack(sentAway, null), sentAway);
        Client bad = connect(new JsonObject());
        bad.socket().send("4abc");
        await("the server to notice").until(() -> !bad.server().connected());
        assertNew(comeBack(bad, null), bad);
        assertThat(recoveries).containsExactly(false, false, false);
    }

    @RepeatedTest(5)
    void whoLeavesAndConnectsAnewAtOnceIsNew() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject());
        TestSocket second = client.openWebSocket();
        before.socket().socket().writeTextMessage("41");
        second.send("40{\"pid\":\"" + before.pid() + "\"}");
        assertThat(second.nextPacket()).startsWith("40{\"sid\":\"").doesNotContain(before.sid(), before.pid());
        assertThat(recoveries).containsExactly(false);
    }

    @Test
    void aClientThatIsGoneCanBeSentAwayStill() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject());
        breakOff(before);
        before.server().disconnect();
        assertNew(comeBack(before, null), before);
    }

    @Test
    void aSecretServesOnce() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject());
        breakOff(before);
        io.of("/").emit("e");
        Client after = comeBack(before, "wrong");
        assertNew(after, before);
        assertNew(comeBack(before, null), before);
    }

    @Test
    void whoComesBackTooLateIsNew() {
        serve(new RecoveryOptions().setMaxDisconnection(Duration.ofMillis(200)));
        Client before = connect(new JsonObject());
        breakOff(before);
        Recovery recovery = log();
        await("the state to be forgotten").until(() -> recovery.size() == 0);
        assertNew(comeBack(before, null), before);
    }

    @Test
    void whoMissedMoreThanIsKeptIsNew() {
        serve(new RecoveryOptions().setMaxPackets(3));
        Client lucky = connect(new JsonObject());
        Client unlucky = connect(new JsonObject());
        breakOff(unlucky);
        io.of("/").emit("e", 0);
        io.of("/").emit("e", 0);
        // What came while it was connected is known to have been received only if the client says so.
        assertThat(lucky.next().getValue(1)).isEqualTo(0);
        Object offset = offset(lucky.next());
        breakOff(lucky);
        io.of("/").emit("e", 1);
        io.of("/").emit("e", 1);
        assertNew(comeBack(unlucky, null), unlucky);
        Client after = comeBack(lucky, offset);
        assertRecovered(after, lucky);
        assertThat(after.next().getValue(1)).isEqualTo(1);
        assertThat(after.next().getValue(1)).isEqualTo(1);
    }

    @Test
    void whoMissedMoreThanMayBeQueuedIsNew() {
        serve(new SocketIoOptions().setRecovery(new RecoveryOptions()).setMaxQueuedBytes(100_000));
        Client before = connect(new JsonObject());
        breakOff(before);
        for (int i = 0; i < 60; i++) {
            io.of("/").emit("e", "x".repeat(1_000));
        }
        Client after = comeBack(before, null);
        assertNew(after, before);
        io.of("/").emit("goes on");
        assertThat(after.next().getString(0)).isEqualTo("goes on");
    }

    @Test
    void noMoreClientsAreRememberedThanAllowed() {
        serve(new RecoveryOptions().setMaxSessions(1));
        Client first = connect(new JsonObject());
        Client second = connect(new JsonObject());
        breakOff(first);
        breakOff(second);
        assertNew(comeBack(first, null), first);
        assertRecovered(comeBack(second, null), second);
    }

    @Test
    void aQuietClientOfABusyNamespaceComesBackAlthoughMuchWasForgotten() {
        serve(new RecoveryOptions().setMaxPackets(3));
        Client before = connect(new JsonObject());
        before.server().emit("first");
        Object offset = offset(before.next());
        for (int i = 0; i < 10; i++) {
            io.of("/").to("others").emit("e", i);
        }
        breakOff(before);
        before.server().emit("second");
        Client after = comeBack(before, offset);
        assertRecovered(after, before);
        assertThat(after.next().getString(0)).isEqualTo("second");
    }

    @Test
    void anotherWithTheSecretButNotTheCredentialsIsNewAndHarmless() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject(), "Cookie", "a=secret");
        assertNew(comeBack(before, null, "Cookie", "a=other"), before);
        assertThat(before.server().connected()).isTrue();
        breakOff(before);
        assertNew(comeBack(before, null, "Cookie", "a=other"), before);
        assertNew(comeBack(before, null), before);
        assertRecovered(comeBack(before, null, "Cookie", "a=secret"), before);
    }

    @Test
    void anotherUsersTokenDoesNotBringBackTheFirstUsersState() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject().put("token", "a"));
        assertThat(before.server().handshake().auth()).isEqualTo(new JsonObject().put("token", "a"));
        breakOff(before);
        JsonObject claim = new JsonObject().put("pid", before.pid());
        assertNew(connect(claim.copy().put("token", "b")), before);
        Client after = connect(claim.copy().put("token", "a"));
        assertRecovered(after, before);
        assertThat(after.server().handshake().auth()).isEqualTo(new JsonObject().put("token", "a"));
    }

    @Test
    void whoIsNoLongerLetInDoesNotComeBack() {
        serve(new RecoveryOptions());
        AtomicBoolean open = new AtomicBoolean(true);
        io.of("/")
                .use((handshake, auth) -> open.get()
                        ? Future.succeededFuture()
                        : Future.failedFuture(RefusedException.forbidden("closed")));
        Client before = connect(new JsonObject());
        breakOff(before);
        open.set(false);
        TestSocket socket = client.openWebSocket();
        socket.send("40{\"pid\":\"" + before.pid() + "\"}");
        assertThat(socket.nextPacket()).isEqualTo("44{\"message\":\"closed\"}");
    }

    @Test
    void aClientThatIsBackBeforeTheServerNoticesTakesOver() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject());
        before.server().join("mine");
        io.of("/").to("mine").emit("e", 1);
        Object offset = offset(before.next());
        io.of("/").to("mine").emit("e", 2);
        happened.clear();
        Client after = comeBack(before, offset);
        assertRecovered(after, before);
        assertThat(after.next().getValue(1)).isEqualTo(2);
        assertThat(before.server().connected()).isFalse();
        assertThat(before.socket().closeCode()).isEqualTo(1000);
        assertThat(happened).containsExactly("disconnected", "connected");
        io.of("/").to("mine").emit("e", 3);
        assertThat(after.next().getValue(1)).isEqualTo(3);
    }

    @Test
    void whatIsSentByTheOldSocketReachesTheClientUntilItLeaves() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject());
        breakOff(before);
        before.server().emit("kept");
        Client after = comeBack(before, null);
        before.server().disconnect(); // of no effect on the one that took its place
        before.server().emit("sent on");
        assertThat(after.next().getString(0)).isEqualTo("kept");
        JsonArray last = after.next();
        assertThat(last.getString(0)).isEqualTo("sent on");
        after.socket().send("41");
        await("the client to leave").until(() -> !after.server().connected());
        long sent = log().last();
        before.server().emit("to nobody");
        after.server().emit("to nobody");
        assertThat(log().last()).isEqualTo(sent);
    }

    private Recovery log() {
        Recovery recovery = ((ServerNamespace) io.of("/")).recovery();
        if (recovery == null) {
            throw new AssertionError("no recovery");
        }
        return recovery;
    }

    @Test
    void offsetsThatAreNotOursRecoverNothing() {
        serve(new RecoveryOptions());
        for (Object wrong : List.of("", "x", "1", 1, true, "aaaaaaaa.1", new JsonObject())) {
            Client before = connect(new JsonObject());
            breakOff(before);
            assertNew(comeBack(before, wrong), before);
        }
        Client before = connect(new JsonObject());
        io.of("/").emit("e");
        String offset = String.valueOf(offset(before.next()));
        breakOff(before);
        String future = offset.substring(0, offset.indexOf('.') + 1) + "999";
        assertNew(comeBack(before, future), before);
    }

    @Test
    void pollingClientsComeBackToo() {
        serve(new RecoveryOptions());
        Client before = connect(new JsonObject());
        breakOff(before);
        io.of("/").emit("missed", 1);
        String sid = client.open();
        await(client.post(polling(sid), "40{\"pid\":\"" + before.pid() + "\"}"));
        String body = await(client.get(polling(sid))).body();
        assertThat(body).startsWith("40{\"sid\":\"" + before.sid() + "\",").contains("\u001e42[\"missed\",1,\"");
    }

    @Test
    void nothingIsLostOrDoubledWhileManyThreadsSendAndTheConnectionBreaksAgainAndAgain() throws InterruptedException {
        serve(new RecoveryOptions());
        int threads = 3;
        int each = 2_000;
        Client at = connect(new JsonObject());
        at.server().join("mine");
        List<Thread> senders = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int sender = t;
            senders.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    io.of("/").to("mine").emit("e", sender, i);
                }
            }));
        }
        int[] next = new int[threads];
        Object offset = null;
        int got = 0;
        while (got < threads * each) {
            JsonArray event = at.next();
            offset = offset(event);
            assertThat(event.getInteger(2)).isEqualTo(next[event.getInteger(1)]++);
            got++;
            if (got % 500 == 250) {
                Client broken = at;
                broken.socket().socket().close();
                at = comeBack(broken, offset);
                assertRecovered(at, broken);
            }
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(next).containsOnly(each);
    }

    @Test
    void withoutTheOptionThereIsNoSecretAndNoOffset() {
        serve(new SocketIoOptions());
        Client plain = connect(new JsonObject().put("pid", "p"));
        assertThat(plain.pid()).isNull();
        assertThat(plain.server().handshake().auth()).isEqualTo(new JsonObject().put("pid", "p"));
        io.of("/").emit("e", 1);
        assertThat(plain.next()).isEqualTo(new JsonArray().add("e").add(1));
    }
}
