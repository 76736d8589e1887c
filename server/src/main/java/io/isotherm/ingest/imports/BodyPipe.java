package io.isotherm.ingest.imports;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as a stream for a thread that may block. Holds at most about {@value #HIGH} bytes: when the
 * reader is slower than the sender the socket is not read, and the sender has to wait.
 */
final class BodyPipe extends InputStream {
    private static final int HIGH = 262_144;
    private static final int LOW = 65_536;

    /** A piece of the body; or its end, good or not. */
    private record Piece(Kind kind, Buffer bytes) {}

    private enum Kind {
        BYTES,
        END,
        GONE
    }

    private final HttpServerRequest request;
    private final Context context;
    private final LinkedBlockingQueue<Piece> queue = new LinkedBlockingQueue<>();
    private @Nullable Piece current;
    private int at;
    private int waiting;
    private boolean paused;
    private boolean discarding;

    /** The sender closed the connection before the body was whole. */
    static final class SenderGone extends IOException {
        SenderGone() {
            super("The sender closed the connection before the file was whole.");
        }
    }

    /** Made, and the request read, on the event loop of its connection. */
    BodyPipe(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
        request.handler(this::take);
        request.endHandler(_ -> queue.add(new Piece(Kind.END, Buffer.buffer())));
        request.exceptionHandler(_ -> queue.add(new Piece(Kind.GONE, Buffer.buffer())));
    }

    private synchronized void take(Buffer piece) {
        if (discarding || piece.length() == 0) {
            return;
        }
        queue.add(new Piece(Kind.BYTES, piece));
        waiting += piece.length();
        if (waiting > HIGH && !paused) {
            paused = true;
            request.pause();
        }
    }

    private synchronized void taken(int bytes) {
        waiting -= bytes;
        if (paused && waiting < LOW) {
            resume();
        }
    }

    private void resume() {
        paused = false;
        context.runOnContext(_ -> request.resume());
    }

    /** Reads the rest and throws it away, as a sender that is not read does not see the answer. */
    void discard() {
        synchronized (this) {
            discarding = true;
            if (paused) {
                resume();
            }
        }
        queue.clear();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        Piece piece = current == null ? next() : current;
        current = piece;
        return switch (piece.kind()) {
            case END -> -1;
            case GONE -> throw new SenderGone();
            case BYTES -> {
                int count = Math.min(length, piece.bytes().length() - at);
                piece.bytes().getBytes(at, at + count, bytes, offset);
                at += count;
                if (at == piece.bytes().length()) {
                    current = null;
                    at = 0;
                    taken(piece.bytes().length());
                }
                yield count;
            }
        };
    }

    private Piece next() throws IOException {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }
}
