package io.isotherm.socketio.engine;

import io.isotherm.socketio.protocol.EnginePacket;
import io.isotherm.socketio.protocol.MalformedPacketException;
import io.isotherm.socketio.protocol.Utf8;
import io.isotherm.socketio.protocol.WirePacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket, at the end of a Netty pipeline that decodes frames. Outgoing frames are made by
 * {@link WirePacket}: here they are only written, many at a time, from a buffer that others share or that they are copied
 * into.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, and channelInactive tells
final class WebSocketTransport extends ChannelInboundHandlerAdapter implements Transport {
    /** Above this the channel counts as unwritable, until it is below half of it. */
    static final int HIGH_WATER = 64 * 1024;

    private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(HIGH_WATER / 2, HIGH_WATER);
    /** Bytes of frames that are written at a time: with it at most this and the high water wait in the channel. */
    private static final int CHUNK = 32 * 1024;
    /** Time that the client has to take the last frames and to answer a close frame. */
    private static final long CLOSE_MILLIS = 2_000;

    private final Channel channel;
    private final EngineLoop loop;
    private final ContextInternal context;
    private @Nullable EngineSession session;
    /** Set when closing: what must still go out, ending with the close frame. */
    private @Nullable OutboundQueue rest;

    /**
     * OkHttp, which the official Java client is built on, reads no further than a close frame and tells the client nothing
     * of it: that would sit there until its heartbeat is overdue. It does hear the end of the connection.
     */
    private final boolean isDeafToClose;

    private boolean closing;
    /** Whether the client has sent its close frame: then ours is the last one, and it is ours to close. */
    private boolean clientClosed;

    WebSocketTransport(Channel channel, EngineLoop loop, ContextInternal context, @Nullable String userAgent) {
        isDeafToClose = userAgent != null && userAgent.startsWith("okhttp/");
        this.channel = channel;
        this.loop = loop;
        this.context = context;
        channel.config().setWriteBufferWaterMark(WATER);
    }

    EngineLoop loop() {
        return loop;
    }

    ContextInternal context() {
        return context;
    }

    Channel channel() {
        return channel;
    }

    /** Names the session that hears of what comes; on this transport's own loop, before anything comes. */
    void attach(EngineSession session) {
        this.session = session;
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void flush(OutboundQueue queue) {
        while (!queue.isEmpty() && channel.isWritable()) {
            do {
                channel.write(queue.takeFrames(channel.alloc(), CHUNK, loop.shared()));
            } while (!queue.isEmpty() && channel.isWritable());
            channel.flush();
        }
    }

    @Override
    public void close(OutboundQueue queue, CloseReason reason, String words) {
        if (closing) {
            return;
        }
        closing = true;
        if (reason == CloseReason.SLOW_CLIENT || !channel.isActive()) {
            channel.close(); // it would not read what we say
            return;
        }
        if (!reason.isOrderly()) {
            queue.discard();
        }
        if (isDeafToClose) {
            flush(queue);
            closeWhenWritten();
            return;
        }
        queue.add(WirePacket.close(reason.code(), words));
        rest = queue;
        flush(queue);
        if (clientClosed && queue.isEmpty()) {
            closeWhenWritten();
        } else {
            closeLater();
        }
    }

    /** Writes one packet past any queue: for a transport that no session sends by yet. From any thread. */
    void sendAlone(WirePacket packet) {
        ByteBuf frame = Unpooled.buffer(packet.size());
        packet.writeFrame(frame, 0, packet.size());
        channel.writeAndFlush(frame);
    }

    /** Closes a transport that no session sends by. From any thread. */
    void closeAlone(CloseReason reason, String words) {
        channel.eventLoop().execute(() -> {
            if (!closing) {
                closing = true;
                sendAlone(WirePacket.close(reason.code(), words));
                if (clientClosed) {
                    closeWhenWritten();
                } else {
                    closeLater();
                }
            }
        });
    }

    private void closeWhenWritten() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Lets the client answer our close frame: who closes at once may destroy what is still on its way. */
    private void closeLater() {
        channel.eventLoop().schedule(() -> channel.close(), CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        EngineSession receiver = session;
        if (receiver != null && message instanceof WebSocketFrame piece && !piece.isFinalFragment()) {
            gather(ctx, piece, receiver.maxPayload());
            return;
        }
        try {
            if (message instanceof CloseWebSocketFrame) {
                answerClose();
            } else if (!closing && receiver != null && message instanceof WebSocketFrame frame) {
                read(receiver, frame);
            }
        } catch (MalformedPacketException e) {
            fail(CloseReason.PARSE_ERROR, e.getMessage());
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** The first message that comes in pieces: from now on they are gathered before. Most clients never send one. */
    private static void gather(ChannelHandlerContext ctx, WebSocketFrame piece, int maxPayload) throws Exception {
        WebSocketFrameAggregator aggregator = new WebSocketFrameAggregator(maxPayload);
        ctx.pipeline().addBefore(ctx.name(), null, aggregator);
        aggregator.channelRead(ctx.pipeline().context(aggregator), piece);
    }

    private void read(EngineSession receiver, WebSocketFrame frame) throws MalformedPacketException {
        receiver.metrics().received(1, frame.content().readableBytes());
        switch (frame) {
            case TextWebSocketFrame text ->
                receiver.received(this, EnginePacket.decode(Utf8.decode(ByteBufUtil.getBytes(text.content()))));
            case BinaryWebSocketFrame binary ->
                receiver.received(this, new EnginePacket.Binary(Buffer.buffer(ByteBufUtil.getBytes(binary.content()))));
            case PingWebSocketFrame ping -> receiver.pong(this, WirePacket.pong(ByteBufUtil.getBytes(ping.content())));
            default -> {} // a pong that nobody asked for
        }
    }

    private void answerClose() {
        EngineSession receiver = session;
        clientClosed = true;
        if (closing) {
            closeWhenWritten();
        } else if (receiver != null) {
            receiver.disconnected(this, CloseReason.CLIENT, "");
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        OutboundQueue last = rest;
        EngineSession sender = session;
        if (last != null) {
            // Not from within the flush that caused this.
            channel.eventLoop().execute(() -> flush(last));
        } else if (sender != null && channel.isWritable()) {
            sender.signal();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        EngineSession receiver = session;
        if (receiver != null) {
            receiver.disconnected(this, CloseReason.CLIENT, "");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case TooLongFrameException tooLong -> fail(CloseReason.PAYLOAD_TOO_LARGE, "message too large");
            case CorruptedWebSocketFrameException corrupt
            when corrupt.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG) ->
                fail(CloseReason.PAYLOAD_TOO_LARGE, "message too large");
            case CorruptedWebSocketFrameException corrupt -> fail(CloseReason.PARSE_ERROR, corrupt.getMessage());
            default -> fail(CloseReason.TRANSPORT_ERROR, String.valueOf(cause.getMessage()));
        }
    }

    private void fail(CloseReason reason, @Nullable String words) {
        EngineSession receiver = session;
        if (receiver != null && !closing) {
            receiver.disconnected(this, reason, words == null ? "" : words);
        }
    }
}
