package io.isotherm.socketio.engine;

import io.isotherm.socketio.protocol.PollingPayload;
import io.isotherm.socketio.protocol.WirePacket;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Long-polling: packets wait for the client's next GET, and all that wait go out in its answer. */
final class PollingTransport implements Transport {
    static final Buffer NOOP = Buffer.buffer("6");
    private static final WirePacket CLOSE = WirePacket.text("1");

    private final Consumer<HttpExchange> lost;
    private final Consumer<Buffer> lastWords;
    private volatile @Nullable HttpExchange poll;

    /**
     * @param lost called, on any thread, when an answer did not reach the client
     * @param lastWords called on closing, with what the next GET must get when none is waiting
     */
    PollingTransport(Consumer<HttpExchange> lost, Consumer<Buffer> lastWords) {
        this.lost = lost;
        this.lastWords = lastWords;
    }

    /** Whether a GET is waiting. */
    boolean isPolling() {
        return poll != null;
    }

    /** Whether this is the GET that is waiting. */
    boolean isPolling(HttpExchange exchange) {
        return poll == exchange;
    }

    /** Lets a GET wait for packets. */
    void hold(HttpExchange exchange) {
        poll = exchange;
    }

    /** Sends a waiting GET home with nothing. */
    void release() {
        answer(NOOP);
    }

    /** Refuses a waiting GET, as the session is upgraded. */
    void refuse() {
        HttpExchange exchange = poll;
        if (exchange != null) {
            poll = null;
            exchange.refuse(EngineError.BAD_REQUEST);
        }
    }

    @Override
    public boolean isWritable() {
        return poll != null;
    }

    @Override
    public void flush(OutboundQueue queue) {
        if (poll != null && !queue.isEmpty()) {
            answer(queue);
        }
    }

    @Override
    public void close(OutboundQueue queue, CloseReason reason, String words) {
        if (reason == CloseReason.CLIENT) {
            speakLast(NOOP, true);
        } else {
            List<WirePacket> rest = queue.takePackets();
            rest.add(CLOSE);
            speakLast(PollingPayload.encode(rest), reason.isOrderly());
        }
    }

    private void speakLast(Buffer payload, boolean keep) {
        if (poll != null) {
            answer(payload);
        } else if (keep) {
            lastWords.accept(payload);
        }
    }

    private void answer(OutboundQueue queue) {
        List<WirePacket> packets = queue.takePackets();
        if (!packets.isEmpty()) {
            answer(PollingPayload.encode(packets));
        }
    }

    private void answer(Buffer payload) {
        HttpExchange exchange = poll;
        if (exchange != null) {
            poll = null;
            exchange.answer(payload).onFailure(e -> lost.accept(exchange));
        }
    }
}
