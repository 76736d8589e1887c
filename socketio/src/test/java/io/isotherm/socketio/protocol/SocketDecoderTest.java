package io.isotherm.socketio.protocol;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.isotherm.socketio.protocol.SocketPacket.Ack;
import io.isotherm.socketio.protocol.SocketPacket.Connect;
import io.isotherm.socketio.protocol.SocketPacket.ConnectError;
import io.isotherm.socketio.protocol.SocketPacket.Disconnect;
import io.isotherm.socketio.protocol.SocketPacket.Event;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketDecoderTest {
    private static final long NONE = SocketPacket.NO_ID;
    private static final String PLACE_0 = "{\"_placeholder\":true,\"num\":0}";
    private static final String PLACE_1 = "{\"_placeholder\":true,\"num\":1}";

    private final SocketDecoder decoder = new SocketDecoder(3, 10);

    static Stream<Arguments> packets() {
        return Stream.of(
                arguments("0", new Connect("/", new JsonObject())),
                arguments("0{\"token\":\"1\"}", new Connect("/", new JsonObject().put("token", "1"))),
                arguments("0/admin", new Connect("/admin", new JsonObject())),
                arguments("0/admin,", new Connect("/admin", new JsonObject())),
                arguments("0/admin,{\"a\":1}", new Connect("/admin", new JsonObject().put("a", 1))),
                arguments("1", new Disconnect("/")),
                arguments("1/admin,", new Disconnect("/admin")),
                arguments("2[\"foo\"]", new Event("/", NONE, "foo", new JsonArray())),
                arguments("2/admin,[\"bar\",1]", new Event("/admin", NONE, "bar", new JsonArray().add(1))),
                arguments("212[\"foo\"]", new Event("/", 12, "foo", new JsonArray())),
                arguments("2/admin,0[\"foo\",null]", new Event("/admin", 0, "foo", new JsonArray().addNull())),
                arguments("2999999999999999[\"f\"]", new Event("/", 999_999_999_999_999L, "f", new JsonArray())),
                arguments("2[7,\"x\"]", new Event("/", NONE, "7", new JsonArray().add("x"))),
                arguments(
                        "2[\"e\"," + PLACE_0 + "]",
                        new Event(
                                "/",
                                NONE,
                                "e",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("_placeholder", true)
                                                .put("num", 0)))),
                arguments("3/admin,13[\"bar\"]", new Ack("/admin", 13, new JsonArray().add("bar"))),
                arguments("312[]", new Ack("/", 12, new JsonArray())),
                arguments("4{\"message\":\"no\"}", new ConnectError("/", new JsonObject().put("message", "no"))),
                arguments("50-[\"e\"]", new Event("/", NONE, "e", new JsonArray())),
                arguments("60-1[]", new Ack("/", 1, new JsonArray())));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void packetsOfOneMessageAreDecodedAtOnce(String message, SocketPacket packet) throws MalformedPacketException {
        assertThat(decoder.text(message)).isEqualTo(packet);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "7",
                "9[\"a\"]",
                " 2[\"a\"]",
                "2",
                "2{}",
                "2[]",
                "2\"a\"",
                "2[\"a\"",
                "2[\"a\"]x",
                "2[null]",
                "2[{}]",
                "2[true]",
                "2abc[\"a\"]",
                "2-1[\"a\"]",
                "2[\"connect\"]",
                "2[\"disconnect\",1]",
                "2[\"disconnecting\"]",
                "29999999999999999[\"a\"]",
                "2/admin[\"a\"]",
                "3[\"a\"]",
                "31",
                "31{}",
                "3",
                "1{}",
                "1[]",
                "112",
                "0[]",
                "0\"a\"",
                "0{",
                "0{}{}",
                "4[]",
                "5[\"a\"]",
                "5-[\"a\"]",
                "51[\"a\"]",
                "54-[\"a\"]",
                "59999999999-[\"a\"]",
                "5-1-[\"a\"]",
                "51-",
                "51-{}",
                "61-[]",
                "6",
                "51"
            })
    void whatIsNoPacketIsRefused(String message) {
        assertThatThrownBy(() -> {
                    decoder.text(message);
                    decoder.binary(Buffer.buffer("a"));
                })
                .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void attachmentsTakeTheirPlacesAtAnyDepth() throws MalformedPacketException {
        assertThat(decoder.text("52-/admin,7[\"baz\"," + PLACE_1 + ",{\"a\":[" + PLACE_0 + ",1]}]"))
                .isNull();
        assertThat(decoder.binary(Buffer.buffer("one"))).isNull();
        Event event = (Event) requireNonNull(decoder.binary(Buffer.buffer("two")));
        assertThat(event.namespace()).isEqualTo("/admin");
        assertThat(event.id()).isEqualTo(7);
        assertThat(event.args().getBuffer(0)).isEqualTo(Buffer.buffer("two"));
        assertThat(event.args().getJsonObject(1).getJsonArray("a"))
                .isEqualTo(new JsonArray().add(Buffer.buffer("one")).add(1));
        assertThat(decoder.text("2[\"next\"]")).isInstanceOf(Event.class);
    }

    @Test
    void attachmentsOfTheNextPacketCountAnew() throws MalformedPacketException {
        for (int i = 0; i < 3; i++) {
            decoder.text("61-" + i + "[" + PLACE_0 + "]");
            Ack ack = (Ack) requireNonNull(decoder.binary(Buffer.buffer("12345678")));
            assertThat(ack.id()).isEqualTo(i);
            assertThat(ack.args().getBuffer(0).length()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "51-[\"e\",{\"_placeholder\":true,\"num\":1}]",
                "51-[\"e\",{\"_placeholder\":true,\"num\":-1}]",
                "51-[\"e\",{\"_placeholder\":true,\"num\":0.5}]",
                "51-[\"e\",{\"_placeholder\":true,\"num\":\"0\"}]",
                "51-[\"e\",{\"_placeholder\":true,\"num\":99999999999}]",
                "51-[\"e\",{\"_placeholder\":true}]"
            })
    void aPlaceholderMustNameAnAttachment(String message) throws MalformedPacketException {
        assertThat(decoder.text(message)).isNull();
        assertThatThrownBy(() -> decoder.binary(Buffer.buffer("a"))).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void aTextMessageMayNotComeInPlaceOfAnAttachment() throws MalformedPacketException {
        decoder.text("51-[\"e\"," + PLACE_0 + "]");
        assertThatThrownBy(() -> decoder.text("2[\"e\"]")).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void aBinaryMessageMustBelongToAPacket() {
        assertThatThrownBy(() -> decoder.binary(Buffer.buffer("a"))).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void attachmentsAreBoundedTogether() throws MalformedPacketException {
        decoder.text("52-[\"e\"," + PLACE_0 + "," + PLACE_1 + "]");
        decoder.binary(Buffer.buffer("123456"));
        assertThatThrownBy(() -> decoder.binary(Buffer.buffer("12345"))).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void deepNestingIsRefusedNotOverflown() {
        String deep = "2[\"e\"," + "[".repeat(100_000) + "]".repeat(100_000) + "]";
        assertThatThrownBy(() -> decoder.text(deep)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void aNamespaceOfAnyLengthIsNotTaken() {
        assertThatThrownBy(() -> decoder.text("0/" + "x".repeat(300))).isInstanceOf(MalformedPacketException.class);
    }
}
