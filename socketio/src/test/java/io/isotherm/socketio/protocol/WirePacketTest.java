package io.isotherm.socketio.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames are checked against an independent decoder, Netty's. */
class WirePacketTest {
    private static WebSocketFrame decode(WirePacket packet) {
        EmbeddedChannel channel = new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 1 << 20));
        ByteBuf frame = Unpooled.buffer();
        packet.writeFrame(frame, 0, packet.size());
        assertThat(channel.writeInbound(frame)).isTrue();
        WebSocketFrame decoded = channel.readInbound();
        assertThat(channel.inboundMessages()).isEmpty();
        return decoded;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 124, 125, 126, 127, 65534, 65535, 65536, 70000})
    void framesOfEverySizeClassAreRead(int size) {
        String text = "4" + "x".repeat(size - 1);
        assertThat(decode(WirePacket.text(text)))
                .isInstanceOfSatisfying(
                        TextWebSocketFrame.class,
                        frame -> assertThat(frame.text()).isEqualTo(text));
        assertThat(decode(WirePacket.binary(new byte[size])))
                .isInstanceOfSatisfying(
                        BinaryWebSocketFrame.class,
                        frame -> assertThat(frame.content().readableBytes()).isEqualTo(size));
    }

    @Test
    void threeStretchesMakeOnePacket() {
        WirePacket packet = WirePacket.text("42[\"e\",".getBytes(UTF_8), "\"ü\"".getBytes(UTF_8), "]".getBytes(UTF_8));
        assertThat(((TextWebSocketFrame) decode(packet)).text()).isEqualTo("42[\"e\",\"ü\"]");
        ByteBuf polled = Unpooled.buffer();
        packet.writePolling(polled);
        assertThat(polled.toString(UTF_8)).isEqualTo("42[\"e\",\"ü\"]");
        assertThat(packet.pollingSize()).isEqualTo(polled.readableBytes());
    }

    @Test
    void aFrameCanBeWrittenInPieces() {
        WirePacket packet = WirePacket.text("4hello");
        ByteBuf whole = Unpooled.buffer();
        packet.writeFrame(whole, 0, packet.size());
        ByteBuf pieces = Unpooled.buffer();
        packet.writeFrame(pieces, 0, 3);
        packet.writeFrame(pieces, 3, packet.size() - 3);
        assertThat(ByteBufUtil.equals(whole, pieces)).isTrue();
    }

    @Test
    void binaryIsBase64ForPolling() {
        WirePacket packet = WirePacket.binary(new byte[] {1, 2, 3, 4});
        ByteBuf polled = Unpooled.buffer();
        packet.writePolling(polled);
        assertThat(polled.toString(UTF_8)).isEqualTo("bAQIDBA==");
        assertThat(packet.pollingSize()).isEqualTo(9);
    }

    @Test
    void controlFramesAreNotForPolling() {
        assertThat(WirePacket.text("2").isPollable()).isTrue();
        assertThat(WirePacket.binary(new byte[1]).isPollable()).isTrue();
        assertThat(WirePacket.pong(new byte[] {7}).isPollable()).isFalse();
        assertThat(WirePacket.close(1000, "").isPollable()).isFalse();
        assertThat(decode(WirePacket.pong(new byte[] {7}))).isInstanceOf(PongWebSocketFrame.class);
    }

    @Test
    void aLongCloseReasonIsCutBetweenCharacters() {
        CloseWebSocketFrame frame = (CloseWebSocketFrame) decode(WirePacket.close(1001, "€".repeat(100)));
        assertThat(frame.statusCode()).isEqualTo(1001);
        assertThat(frame.reasonText()).isEqualTo("€".repeat(41));
    }

    @Test
    void joinedPacketsAreTheirFramesOneAfterTheOther() {
        WirePacket text = WirePacket.text("42[\"n\",1]");
        WirePacket large = WirePacket.text("4" + "x".repeat(70_000));
        WirePacket binary = WirePacket.binary(new byte[] {1, 2});
        ByteBuf apart = Unpooled.buffer();
        for (WirePacket packet : List.of(text, large, binary)) {
            packet.writeFrame(apart, 0, packet.size());
        }
        WirePacket joined = WirePacket.joined(List.of(text, large, binary));
        ByteBuf together = Unpooled.buffer();
        joined.writeFrame(together, 0, joined.size());
        assertThat(together).isEqualTo(apart);
    }
}
