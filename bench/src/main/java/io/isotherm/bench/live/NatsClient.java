package io.isotherm.bench.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Arrays;

/** A NATS client by WebSocket: a stream of protocol lines in binary frames, which need not end where a message does. */
final class NatsClient extends Client {
    private static final byte[] PONG = "PONG\r\n".getBytes(US_ASCII);
    private static final byte[] HELLO = """
            CONNECT {"verbose":false,"pedantic":false,"lang":"bench","version":"1","protocol":1}\r
            SUB t 1\r
            PING\r
            """.getBytes(US_ASCII);
    private static final byte[] NONE = {};

    private final Latencies latencies;
    private byte[] unfinished = NONE;

    NatsClient(Latencies latencies) {
        this.latencies = latencies;
    }

    @Override
    String path() {
        return "/";
    }

    @Override
    void opened() throws IOException {
        send(BINARY, HELLO);
    }

    @Override
    void frame(byte[] bytes, int from, int length) throws IOException {
        if (unfinished.length == 0) {
            int at = lines(bytes, from, from + length);
            unfinished = at == from + length ? NONE : Arrays.copyOfRange(bytes, at, from + length);
            return;
        }
        byte[] joined = Arrays.copyOf(unfinished, unfinished.length + length);
        System.arraycopy(bytes, from, joined, unfinished.length, length);
        int at = lines(joined, 0, joined.length);
        unfinished = at == joined.length ? NONE : Arrays.copyOfRange(joined, at, joined.length);
    }

    private int lines(byte[] bytes, int from, int end) throws IOException {
        int at = from;
        while (at < end) {
            int eol = at;
            while (eol < end && bytes[eol] != '\n') {
                eol++;
            }
            if (eol == end) {
                return at;
            }
            switch (bytes[at]) {
                case 'M' -> { // MSG t 1 108
                    int size = 0;
                    for (int i = at + 8; bytes[i] != '\r'; i++) {
                        size = size * 10 + bytes[i] - '0';
                    }
                    if (end - eol - 1 < size + 2) {
                        return at;
                    }
                    count(bytes, eol + 1, latencies);
                    at = eol + 1 + size + 2;
                    continue;
                }
                case 'P' -> {
                    if (bytes[at + 1] == 'I') {
                        send(BINARY, PONG);
                    } else {
                        setReady();
                    }
                }
                case '-' -> throw new IOException(new String(bytes, at, eol - at, US_ASCII));
                default -> {} // INFO, +OK
            }
            at = eol + 1;
        }
        return at;
    }

    @Override
    void publish(byte[] json) throws IOException {
        byte[] head = ("PUB t " + json.length + "\r\n").getBytes(US_ASCII);
        byte[] command = Arrays.copyOf(head, head.length + json.length + 2);
        System.arraycopy(json, 0, command, head.length, json.length);
        command[command.length - 2] = '\r';
        command[command.length - 1] = '\n';
        send(BINARY, command);
    }
}
