package io.isotherm.socketio;

import io.isotherm.socketio.SocketIoMetrics.Carrier;
import io.isotherm.socketio.engine.CloseReason;
import io.isotherm.socketio.engine.EngineMetrics;

/** Tells the application what the engine counts, in the application's words. */
record SessionMetrics(SocketIoMetrics metrics) implements EngineMetrics {
    private static Carrier carrier(boolean webSocket) {
        return webSocket ? Carrier.WEBSOCKET : Carrier.POLLING;
    }

    @Override
    public void opened(boolean webSocket) {
        metrics.opened(carrier(webSocket));
    }

    @Override
    public void upgraded() {
        metrics.upgraded();
    }

    @Override
    public void closed(boolean webSocket, CloseReason reason) {
        metrics.closed(carrier(webSocket), DisconnectReason.of(reason));
    }

    @Override
    public void refused(int status) {
        metrics.refused(status);
    }

    @Override
    public void received(int packets, long bytes) {
        metrics.received(packets, bytes);
    }

    @Override
    public void sent(int packets, long bytes) {
        metrics.sent(packets, bytes);
    }

    @Override
    public void shed(int packets) {
        if (packets > 0) {
            metrics.shed(packets);
        }
    }
}
