package io.isotherm.bench.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One WebSocket of a {@link Crowd}: takes apart frames (RFC 6455) and leaves what is in them to the dialect. */
abstract class Client {
    static final int TEXT = 1;
    static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final byte[] NONE = {};

    private @Nullable Crowd crowd;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private boolean upgraded;
    private boolean ready;
    private byte[] rest = NONE;
    private boolean corked;
    private ByteBuffer out = ByteBuffer.allocate(512).flip();

    /** Events that came, and the number that the next one must have; -1 takes any. */
    long events;

    long next = -1;
    /** Events that came out of order or twice. */
    long wrong;

    /** The request's path. */
    abstract String path();

    /** A data frame's payload. */
    abstract void frame(byte[] bytes, int from, int length) throws IOException;

    /** Sends an event to all, itself included. */
    abstract void publish(byte[] json) throws IOException;

    /** Takes in an event whose JSON begins at {@code json}. */
    final void count(byte[] bytes, int json, Latencies latencies) {
        events++;
        latencies.add(Event.micros() - Event.time(bytes, json));
        long number = Event.number(bytes, json);
        if (number != next && next >= 0) {
            wrong++;
        }
        next = number + 1;
    }

    /** The connection ended, and not by us. */
    void ended() {}

    void attach(Crowd crowd, SocketChannel channel, SelectionKey key) {
        this.crowd = crowd;
        this.channel = channel;
        this.key = key;
    }

    SocketChannel channel() {
        return known(channel);
    }

    boolean isReady() {
        return ready;
    }

    void connected(InetSocketAddress server) throws IOException {
        channel().finishConnect();
        known(key).interestOps(SelectionKey.OP_READ);
        String request = "GET " + path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        write(request.getBytes(US_ASCII));
    }

    /** The server let us in: from now on events come. */
    void setReady() {
        if (!ready) {
            ready = true;
            known(crowd).ready();
        }
    }

    /** Stops to read for good. */
    void stall() {
        known(key).interestOps(0);
    }

    byte[] takeRest() {
        byte[] taken = rest;
        rest = NONE;
        return taken;
    }

    void received(byte[] bytes, int length) throws IOException {
        int at = 0;
        if (!upgraded) {
            int end = endOfHead(bytes, length);
            if (end < 0) {
                rest = Arrays.copyOf(bytes, length);
                return;
            }
            String status = new String(bytes, 0, Math.min(length, 12), US_ASCII);
            if (!status.equals("HTTP/1.1 101")) {
                throw new IOException("refused: " + new String(bytes, 0, length, US_ASCII));
            }
            upgraded = true;
            at = end;
            opened();
        }
        at = frames(bytes, at, length);
        if (at < length) {
            rest = Arrays.copyOfRange(bytes, at, length);
        }
    }

    /** The WebSocket is open. */
    void opened() throws IOException {}

    private int frames(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        while (length - at >= 2) {
            int size = bytes[at + 1] & 0x7F;
            int head = size < 126 ? 2 : size == 126 ? 4 : 10;
            if (length - at < head) {
                return at;
            }
            if (head == 4) {
                size = ((bytes[at + 2] & 0xFF) << 8) | (bytes[at + 3] & 0xFF);
            } else if (head == 10) {
                size = ByteBuffer.wrap(bytes, at + 6, 4).getInt();
            }
            if (length - at < head + size) {
                return at;
            }
            int opcode = bytes[at] & 0xF;
            if (opcode == CLOSE) {
                throw new IOException("closed by the server");
            }
            if (opcode <= BINARY) {
                frame(bytes, at + head, size);
            }
            at += head + size;
        }
        return at;
    }

    private static int endOfHead(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    /** Sends a frame, masked with zeroes: the bytes stay as they are. */
    void send(int opcode, byte[] payload) throws IOException {
        int head = payload.length < 126 ? 6 : 8;
        ByteBuffer frame = ByteBuffer.allocate(head + payload.length);
        frame.put((byte) (0x80 | opcode));
        if (head == 6) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload);
        write(frame.array());
    }

    private void write(byte[] bytes) throws IOException {
        out.compact();
        if (out.remaining() < bytes.length) {
            ByteBuffer larger = ByteBuffer.allocate(2 * (out.position() + bytes.length));
            larger.put(out.flip());
            out = larger;
        }
        out.put(bytes).flip();
        if (!corked) {
            flush();
        }
    }

    /** Gathers what is sent until {@link #uncork}. */
    void cork() {
        corked = true;
    }

    void uncork() throws IOException {
        corked = false;
        flush();
    }

    void flush() throws IOException {
        if (out.hasRemaining()) {
            channel().write(out);
        }
        SelectionKey mine = known(key);
        int ops = mine.interestOps();
        int wanted = out.hasRemaining() ? ops | SelectionKey.OP_WRITE : ops & ~SelectionKey.OP_WRITE;
        if (ops != wanted) {
            mine.interestOps(wanted);
        }
    }

    void close() {
        try {
            channel().close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("not attached");
        }
        return value;
    }
}
