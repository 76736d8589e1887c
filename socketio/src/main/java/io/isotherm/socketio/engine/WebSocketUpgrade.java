package io.isotherm.socketio.engine;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.traffic.AbstractTrafficShapingHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns an HTTP/1.1 request into a WebSocket of our own. Vert.x has one, too, but each message of it is written and
 * flushed by itself, and it keeps 13 KB more for each connection. So the connection is taken from Vert.x as a plain
 * socket, and its handlers are replaced by Netty's frame decoder and ours.
 */
final class WebSocketUpgrade {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketUpgrade.class);

    private final WebSocketDecoderConfig decoding;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    WebSocketUpgrade(int maxPayload) {
        this.decoding = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(maxPayload)
                .expectMaskedFrames(true)
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false) // whole messages are checked when they are decoded
                .build();
    }

    boolean isPossible(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET)
                && request.version() == HttpVersion.HTTP_1_1
                && WebSocketHandshake.accept(request.headers()) != null;
    }

    /** Accepts a request that {@link #isPossible}; the consumer gets the WebSocket before anything comes by it. */
    void accept(HttpExchange exchange, EngineLoop loop, Consumer<WebSocketTransport> opened) {
        HttpServerRequest request = exchange.request();
        String accept = WebSocketHandshake.accept(request.headers());
        request.response()
                .putHeader("Upgrade", "websocket")
                .putHeader("Connection", "Upgrade")
                .putHeader("Sec-WebSocket-Accept", String.valueOf(accept));
        // Writes the 101 and takes the HTTP codec out of the pipeline.
        request.toNetSocket()
                .onSuccess(socket -> opened.accept(install(exchange, loop, socket)))
                .onFailure(e -> LOG.debug("event=upgrade.failed detail=\"{}\"", e.getMessage()));
    }

    private WebSocketTransport install(HttpExchange exchange, EngineLoop loop, NetSocket socket) {
        ChannelHandlerContext vertxHandler = ((NetSocketInternal) socket).channelHandlerContext();
        Channel channel = vertxHandler.channel();
        if (!loop.inThread()) {
            socket.close();
            throw new IllegalStateException("the connection was accepted by another event loop");
        }
        ChannelPipeline pipeline = channel.pipeline();
        List<ChannelHandler> old = new ArrayList<>(pipeline.toMap().values());
        WebSocketTransport transport = new WebSocketTransport(
                channel, loop, exchange.context().unwrap(), exchange.request().getHeader("User-Agent"));
        String before = vertxHandler.name();
        pipeline.addBefore(before, null, new WebSocket13FrameDecoder(decoding));
        pipeline.addBefore(before, null, transport);
        // Later, as some of them are at work on the request that brought us here.
        channel.eventLoop().execute(() -> removeAll(pipeline, old));
        channels.add(channel);
        channel.config().setAutoRead(true);
        return transport;
    }

    /** Decompression, idle timeout, HTTP/2, Vert.x: nothing of it concerns a WebSocket, and it costs memory. */
    private static void removeAll(ChannelPipeline pipeline, List<ChannelHandler> handlers) {
        for (ChannelHandler handler : handlers) {
            if (!(handler instanceof SslHandler)
                    && !(handler instanceof AbstractTrafficShapingHandler)
                    && pipeline.context(handler) != null) {
                pipeline.remove(handler);
            }
        }
    }

    /** Done when all WebSockets are closed. */
    Future<Void> allClosed(Vertx vertx) {
        Promise<Void> done = Promise.promise();
        channels.newCloseFuture().addListener(closed -> done.tryComplete());
        long timer = vertx.setTimer(3_000, late -> done.tryComplete());
        return done.future().onComplete(closed -> vertx.cancelTimer(timer));
    }
}
