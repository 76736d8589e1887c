package io.isotherm.ingest.mqtt;

import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a connection is read from: not while too many of its messages wait to become durable, so that TCP slows the other
 * side down. For the event loop of the connection.
 */
final class Flow {
    /**
     * @param messages of one connection that may wait; then it is not read from
     * @param bytes the same in bytes of payload
     * @param stall how long it may not be read from before {@code stalled} is told; null for as long as it takes
     */
    record Limits(int messages, int bytes, @Nullable Duration stall) {}

    private final Vertx vertx;
    private final NetSocketInternal socket;
    private final Backlog backlog;
    private final Limits limits;
    private final Runnable stalled;

    private long lastPacket = System.nanoTime();
    private boolean heldBack;
    private boolean stopped;
    private boolean closed;
    private boolean paused;
    private int pauses;

    Flow(Vertx vertx, NetSocketInternal socket, Backlog backlog, Limits limits, Runnable stalled) {
        this.vertx = vertx;
        this.socket = socket;
        this.backlog = backlog;
        this.limits = limits;
        this.stalled = stalled;
    }

    /** A packet has come. */
    void heard() {
        lastPacket = System.nanoTime();
    }

    /** How long nothing has come; 0 while it is not read from, as that is not the other side's doing. */
    long idleMillis() {
        return paused ? 0 : (System.nanoTime() - lastPacket) / 1_000_000;
    }

    /** Does not read for so long. */
    void holdBack(long millis) {
        if (!heldBack) {
            heldBack = true;
            vertx.setTimer(millis, _ -> {
                heldBack = false;
                adjust();
            });
        }
    }

    /** Reads no more. */
    void stop() {
        stopped = true;
        adjust();
    }

    boolean isStopped() {
        return stopped;
    }

    /** The connection is gone. */
    void close() {
        closed = true;
    }

    /** Reads, or not, as the backlog and what is to be written ask for. */
    void adjust() {
        int part = paused ? 2 : 1; // read on when half of it is done
        boolean full = backlog.holds(Math.max(1, limits.messages / part), limits.bytes / part);
        boolean pause = full || heldBack || stopped || socket.writeQueueFull();
        if (closed || pause == paused) {
            return;
        }
        paused = pause;
        socket.channelHandlerContext().channel().config().setAutoRead(!pause);
        if (pause) {
            socket.pause();
            watch(++pauses);
        } else {
            heard();
            socket.resume();
        }
    }

    private void watch(int now) {
        Duration stall = limits.stall;
        if (stall != null) {
            vertx.setTimer(stall.toMillis(), _ -> {
                if (paused && pauses == now && !closed) {
                    stalled.run();
                }
            });
        }
    }
}
