package io.isotherm.socketio.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.socketio.protocol.EnginePacket.Binary;
import io.isotherm.socketio.protocol.EnginePacket.Text;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollingPayloadTest {
    private static List<EnginePacket> decode(Buffer body) throws MalformedPacketException {
        List<EnginePacket> packets = new ArrayList<>();
        PollingPayload payload = PollingPayload.of(body);
        while (payload.hasNext()) {
            packets.add(payload.next());
        }
        return packets;
    }

    @Test
    void aPayloadHasOneOrManyPackets() throws MalformedPacketException {
        assertThat(decode(Buffer.buffer("4"))).containsExactly(new Text(EnginePacket.Type.MESSAGE, ""));
        assertThat(decode(Buffer.buffer("4hello\u001e2\u001e4wörld€")))
                .containsExactly(
                        new Text(EnginePacket.Type.MESSAGE, "hello"),
                        new Text(EnginePacket.Type.PING, ""),
                        new Text(EnginePacket.Type.MESSAGE, "wörld€"));
    }

    @Test
    void binaryPacketsAreBase64AfterAB() throws MalformedPacketException {
        assertThat(decode(Buffer.buffer("4hello\u001ebAQIDBA==")))
                .containsExactly(
                        new Text(EnginePacket.Type.MESSAGE, "hello"),
                        new Binary(Buffer.buffer(new byte[] {1, 2, 3, 4})));
        assertThat(decode(Buffer.buffer("bAQID\r\nBA==\n\u001e3")))
                .containsExactly(
                        new Binary(Buffer.buffer(new byte[] {1, 2, 3, 4})), new Text(EnginePacket.Type.PONG, ""));
        assertThat(decode(Buffer.buffer("b"))).containsExactly(new Binary(Buffer.buffer()));
    }

    @Test
    void packetsBeforeAMalformedOneAreReadAndNoneAfterIt() throws MalformedPacketException {
        PollingPayload payload = PollingPayload.of(Buffer.buffer("4a\u001ex\u001e4b"));
        assertThat(payload.next()).isEqualTo(new Text(EnginePacket.Type.MESSAGE, "a"));
        assertThatThrownBy(payload::next).isInstanceOf(MalformedPacketException.class);
        assertThat(payload.hasNext()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "7", "/", "4a\u001e", "\u001e4a", "4a\u001e\u001e4b", "b%%%", "bA", " 4a"})
    void whatIsNoPacketIsRefused(String body) {
        assertThatThrownBy(() -> decode(Buffer.buffer(body))).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        assertThatThrownBy(() -> decode(Buffer.buffer(new byte[] {'4', (byte) 0xC3, '('})))
                .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void packetsAreEncodedAsTheyAreDecoded() throws MalformedPacketException {
        Buffer body = PollingPayload.encode(
                List.of(WirePacket.text("4hello €"), WirePacket.binary(new byte[] {1, 2, 3, 4}), WirePacket.text("2")));
        assertThat(body.toString()).isEqualTo("4hello €\u001ebAQIDBA==\u001e2");
        assertThat(decode(body)).hasSize(3);
        assertThat(PollingPayload.encode(List.of()).length()).isZero();
    }
}
