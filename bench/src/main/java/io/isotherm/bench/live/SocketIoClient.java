package io.isotherm.bench.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;

/** A Socket.IO client by WebSocket alone (Engine.IO 4, Socket.IO 5), in the main namespace. */
class SocketIoClient extends Client {
    /** Length of {@code 42["t",}. */
    private static final int START = 7;

    private static final byte[] CONNECT = {'4', '0'};
    private static final byte[] PONG = {'3'};
    private static final byte[] PUB = "42[\"pub\",".getBytes(US_ASCII);

    private final Latencies latencies;

    SocketIoClient(Latencies latencies) {
        this.latencies = latencies;
    }

    @Override
    String path() {
        return "/socket.io/?EIO=4&transport=websocket";
    }

    @Override
    void frame(byte[] bytes, int from, int length) throws IOException {
        switch (bytes[from]) {
            case '0' -> send(TEXT, CONNECT);
            case '2' -> send(TEXT, PONG);
            case '4' -> {
                switch (bytes[from + 1]) {
                    case '0' -> admitted();
                    case '2' -> event(bytes, from, length);
                    case '3' -> acknowledged(bytes, from, length);
                    case '4' -> throw new IOException("not let in: " + new String(bytes, from, length, US_ASCII));
                    default -> {}
                }
            }
            default -> {}
        }
    }

    void admitted() throws IOException {
        setReady();
    }

    void acknowledged(byte[] bytes, int from, int length) throws IOException {}

    void event(byte[] bytes, int from, int length) throws IOException {
        count(bytes, from + START, latencies);
    }

    @Override
    void publish(byte[] json) throws IOException {
        byte[] packet = new byte[PUB.length + json.length + 1];
        System.arraycopy(PUB, 0, packet, 0, PUB.length);
        System.arraycopy(json, 0, packet, PUB.length, json.length);
        packet[packet.length - 1] = ']';
        send(TEXT, packet);
    }
}
