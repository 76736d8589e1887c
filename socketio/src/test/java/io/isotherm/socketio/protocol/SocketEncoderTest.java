package io.isotherm.socketio.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SocketEncoderTest {
    private static final String PLACE = "{\"_placeholder\":true,\"num\":%d}";

    private static List<String> wire(List<WirePacket> packets) {
        return packets.stream()
                .map(packet -> {
                    ByteBuf polled = Unpooled.buffer();
                    packet.writePolling(polled);
                    return polled.toString(UTF_8);
                })
                .toList();
    }

    static Stream<Arguments> events() {
        return Stream.of(
                arguments("/", -1L, "foo", new Object[] {}, List.of("42[\"foo\"]")),
                arguments("/admin", -1L, "bar", new Object[] {1, "2"}, List.of("42/admin,[\"bar\",1,\"2\"]")),
                arguments("/", 12L, "foo", new Object[] {true}, List.of("4212[\"foo\",true]")),
                arguments("/admin", 0L, "f", new @Nullable Object[] {null}, List.of("42/admin,0[\"f\",null]")),
                arguments(
                        "/",
                        -1L,
                        "q\"\n",
                        new Object[] {Double.NaN, 1.5, Float.POSITIVE_INFINITY},
                        List.of("42[\"q\\\"\\n\",null,1.5,null]")),
                arguments(
                        "/",
                        -1L,
                        "o",
                        new Object[] {new JsonObject().put("a", new JsonArray().add("ü€")), Map.of("k", List.of(1))},
                        List.of("42[\"o\",{\"a\":[\"ü€\"]},{\"k\":[1]}]")),
                arguments(
                        "/",
                        -1L,
                        "b",
                        new Object[] {Buffer.buffer("A"), Map.of("x", List.of(new byte[] {66}))},
                        List.of(
                                "452-[\"b\"," + PLACE.formatted(0) + ",{\"x\":[" + PLACE.formatted(1) + "]}]",
                                "bQQ==",
                                "bQg==")),
                arguments(
                        "/n",
                        3L,
                        "b",
                        new Object[] {Buffer.buffer("A")},
                        List.of("451-/n,3[\"b\"," + PLACE.formatted(0) + "]", "bQQ==")));
    }

    @ParameterizedTest
    @MethodSource("events")
    void events(String namespace, long id, String name, @Nullable Object[] args, List<String> expected) {
        assertThat(wire(SocketEncoder.event(namespace, id, name, args))).isEqualTo(expected);
    }

    @Test
    void anOffsetIsOneMoreArgument() {
        assertThat(wire(SocketEncoder.withOffset(SocketEncoder.event("/n", SocketPacket.NO_ID, "e"), "a.1")))
                .containsExactly("42/n,[\"e\",\"a.1\"]");
        assertThat(wire(SocketEncoder.withOffset(
                        List.of(SocketEncoder.rawEvent("/", "ü", Buffer.buffer("[1]"))), "a.2")))
                .containsExactly("42[\"ü\",[1],\"a.2\"]");
        List<WirePacket> binary = SocketEncoder.event("/", SocketPacket.NO_ID, "e", Buffer.buffer("x"));
        assertThat(wire(SocketEncoder.withOffset(binary, "a.3")))
                .containsExactly("451-[\"e\",{\"_placeholder\":true,\"num\":0},\"a.3\"]", "beA==");
        // Shared by others, and untouched.
        assertThat(wire(binary)).containsExactly("451-[\"e\",{\"_placeholder\":true,\"num\":0}]", "beA==");
    }

    @Test
    void aSecretGoesWithTheIdWhereThereIsOne() {
        assertThat(wire(List.of(SocketEncoder.connect("/n", "id", "secret"))))
                .containsExactly("40/n,{\"sid\":\"id\",\"pid\":\"secret\"}");
    }

    @Test
    void answers() {
        assertThat(wire(SocketEncoder.ack("/", 12))).containsExactly("4312[]");
        assertThat(wire(SocketEncoder.ack("/admin", 13, "bar"))).containsExactly("43/admin,13[\"bar\"]");
        assertThat(wire(SocketEncoder.ack("/", 15, "bar", Buffer.buffer("A"))))
                .containsExactly("461-15[\"bar\"," + PLACE.formatted(0) + "]", "bQQ==");
    }

    @Test
    void rawJsonIsNotTouched() {
        Buffer raw = Buffer.buffer("{ \"a\" : 1 }");
        assertThat(wire(List.of(SocketEncoder.rawEvent("/", "e\"", raw))))
                .containsExactly("42[\"e\\\"\",{ \"a\" : 1 }]");
        assertThat(wire(List.of(SocketEncoder.rawAck("/n", 5, raw)))).containsExactly("43/n,5[{ \"a\" : 1 }]");
    }

    @Test
    void connectionPackets() {
        assertThat(wire(List.of(
                        SocketEncoder.connect("/", "id", null),
                        SocketEncoder.connect("/n", "id", null),
                        SocketEncoder.connectError("/n", "no", new JsonObject().put("code", 1)),
                        SocketEncoder.connectError("/", "no", null),
                        SocketEncoder.disconnect("/"),
                        SocketEncoder.disconnect("/n"))))
                .containsExactly(
                        "40{\"sid\":\"id\"}",
                        "40/n,{\"sid\":\"id\"}",
                        "44/n,{\"message\":\"no\",\"data\":{\"code\":1}}",
                        "44{\"message\":\"no\"}",
                        "41",
                        "41/n,");
    }

    @Test
    void valuesOfTheCallerAreNotChanged() {
        JsonObject object = new JsonObject().put("b", Buffer.buffer("A"));
        SocketEncoder.event("/", -1, "e", object);
        assertThat(object.getMap().get("b")).isEqualTo(Buffer.buffer("A"));
    }

    @Test
    void whatCannotBeSentIsRefused() {
        assertThatThrownBy(() -> SocketEncoder.event("/", -1, "connect")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SocketEncoder.rawEvent("/", "disconnect", Buffer.buffer("1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SocketEncoder.event("/", -1, "e", new Object()))
                .isInstanceOf(IllegalArgumentException.class);
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatThrownBy(() -> SocketEncoder.event("/", -1, "e", endless))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
