package io.isotherm.socketio;

import static io.isotherm.socketio.Loops.await;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket whose messages wait to be asked for. */
public final class TestSocket {
    private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
    private final Promise<Integer> closed = Promise.promise();
    private final ClientWebSocket socket;

    TestSocket(ClientWebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(messages::add);
        socket.binaryMessageHandler(messages::add);
        socket.closeHandler(gone -> {
            Short code = socket.closeStatusCode();
            closed.tryComplete(code == null ? 1006 : (int) code);
        });
    }

    public ClientWebSocket socket() {
        return socket;
    }

    public void send(String text) {
        await(socket.writeTextMessage(text));
    }

    public void send(byte... data) {
        await(socket.writeBinaryMessage(Buffer.buffer(data)));
    }

    public String nextText() {
        return (String) next();
    }

    /** The next text that is not a ping. */
    public String nextPacket() {
        String text = nextText();
        return text.equals("2") ? nextPacket() : text;
    }

    public Buffer nextBinary() {
        return (Buffer) next();
    }

    private Object next() {
        try {
            Object message = messages.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing came");
            }
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The code of the close frame, once closed; 1006 when there was none. */
    public int closeCode() {
        return await(closed.future());
    }

    public boolean isClosed() {
        return closed.future().isComplete();
    }
}
