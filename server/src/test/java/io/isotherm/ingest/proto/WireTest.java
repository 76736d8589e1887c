package io.isotherm.ingest.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.isotherm.ingest.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire format, against the library of those who made it. */
class WireTest {
    @Test
    void everyKindOfValueIsReadAsTheLibraryWritesIt() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeUInt64(1, -1L);
        out.writeInt32(2, -5);
        out.writeBool(3, true);
        out.writeFixed64(4, Long.MIN_VALUE);
        out.writeDouble(5, -0.0);
        out.writeFloat(536_870_911, 21.3f);
        out.writeString(7, "Küche 🌡");
        out.writeByteArray(8, new byte[] {1, 2});
        out.flush();
        WireReader reader = new WireReader(bytes.toByteArray());

        assertThat(field(reader)).isEqualTo(1);
        assertThat(reader.varint()).isEqualTo(-1);
        assertThat(field(reader)).isEqualTo(2);
        assertThat(reader.varint()).isEqualTo(-5);
        assertThat(field(reader)).isEqualTo(3);
        assertThat(reader.bool()).isTrue();
        assertThat(field(reader)).isEqualTo(4);
        assertThat(reader.fixed64()).isEqualTo(Long.MIN_VALUE);
        assertThat(field(reader)).isEqualTo(5);
        assertThat(Double.doubleToRawLongBits(reader.real64())).isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(field(reader)).isEqualTo(536_870_911);
        assertThat(reader.real32()).isEqualTo(21.3f);
        assertThat(field(reader)).isEqualTo(7);
        assertThat(reader.text()).isEqualTo("Küche 🌡");
        assertThat(field(reader)).isEqualTo(8);
        assertThat(reader.bytes()).containsExactly(1, 2);
        assertThat(reader.next()).isFalse();
        assertThat(reader.next()).isFalse();
    }

    @Test
    void everyKindOfValueIsWrittenAsTheLibraryReadsIt() throws Exception {
        byte[] bytes = new WireWriter()
                .varint(1, -1)
                .fixed64(2, 3)
                .real64(3, 4.5)
                .real32(4, 21.3f)
                .text(5, "ü")
                .message(6, new WireWriter().varint(1, 300))
                .toBytes();

        CodedInputStream in = CodedInputStream.newInstance(bytes);
        assertThat(in.readTag()).isEqualTo(1 << 3);
        assertThat(in.readInt64()).isEqualTo(-1);
        in.readTag();
        assertThat(in.readFixed64()).isEqualTo(3);
        in.readTag();
        assertThat(in.readDouble()).isEqualTo(4.5);
        in.readTag();
        assertThat(in.readFloat()).isEqualTo(21.3f);
        in.readTag();
        assertThat(in.readStringRequireUtf8()).isEqualTo("ü");
        assertThat(in.readTag()).isEqualTo(6 << 3 | 2);
        assertThat(in.readByteArray()).containsExactly(8, 0xAC, 2);
        assertThat(in.isAtEnd()).isTrue();
    }

    @Test
    void aValueThatIsNotAskedForIsPassedOver() throws Exception {
        WireReader reader = new WireReader(new WireWriter()
                .varint(1, 300)
                .fixed64(2, 1)
                .real32(3, 1)
                .text(4, "long text")
                .varint(5, 7)
                .toBytes());

        long last = 0;
        int fields = 0;
        while (reader.next()) {
            fields++;
            if (reader.field() == 5) {
                last = reader.varint();
            }
        }
        assertThat(fields).isEqualTo(5);
        assertThat(last).isEqualTo(7);
        assertThat(reader.again().next()).isTrue();
    }

    @Test
    void repeatedNumbersMayBePackedOrNot() throws Exception {
        List<Long> values = new ArrayList<>();
        WireReader reader = new WireReader(new WireWriter()
                .varint(1, 5)
                .bytes(1, new byte[] {(byte) 0xAC, 2, 0})
                .bytes(1, new byte[0])
                .toBytes());
        while (reader.next()) {
            reader.varints(values::add);
        }

        assertThat(values).containsExactly(5L, 300L, 0L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08", // the value is missing
                "00", // field 0
                "07", // type 7 of field 0
                "0B", // a group
                "0E", // type 6
                "0A05AB", // longer than what is left
                "0AFFFFFFFFFFFFFFFFFF01", // of a negative length
                "0901020304050607", // a fixed64 of seven bytes
                "0D010203", // a fixed32 of three
                "08FFFFFFFFFFFFFFFFFFFFFF01", // a number of eleven bytes
                "FFFFFFFFFFFF0F00", // a field beyond the last
            })
    void whatIsNoMessageIsMalformed(String hex) {
        WireReader reader = new WireReader(java.util.HexFormat.of().parseHex(hex));

        assertThatThrownBy(() -> {
                    while (reader.next()) {
                        // only to the end
                    }
                })
                .isInstanceOf(MalformedProtoException.class)
                .hasMessageStartingWith("This is no such protocol buffers message: ");
    }

    @Test
    void aTextThatIsNotUtf8IsMalformed() {
        assertThatThrownBy(() -> {
                    WireReader reader = new WireReader(new byte[] {10, 2, (byte) 0xC3, 0x28});
                    reader.next();
                    reader.text();
                })
                .isInstanceOf(MalformedProtoException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void anotherTypeThanTheExpectedIsMalformed() {
        assertThatThrownBy(() -> {
                    WireReader reader = new WireReader(new byte[] {10, 0});
                    reader.next();
                    reader.real64();
                })
                .isInstanceOf(MalformedProtoException.class)
                .hasMessageContaining("field 1");
    }

    /** Both read the same fields of any bytes, or both refuse them. */
    @Test
    void itAgreesWithTheLibraryAboutAnyBytes() {
        Random random = new Random(7);
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            WireWriter message = new WireWriter();
            for (int fields = random.nextInt(8); fields >= 0; fields--) {
                int field = 1 + random.nextInt(1 << random.nextInt(1, 29));
                switch (random.nextInt(4)) {
                    case 0 -> message.varint(field, random.nextLong() >>> random.nextInt(64));
                    case 1 -> message.fixed64(field, random.nextLong());
                    case 2 -> message.real32(field, random.nextFloat());
                    default -> message.bytes(field, new byte[random.nextInt(20)]);
                }
            }
            seeds.add(message.toBytes());
        }
        int[] good = {0};
        new Mutations(3, seeds, List.of(new byte[] {(byte) 0xFF}, new byte[] {0}, new byte[] {0x0A, 3}))
                .run(10_000, bytes -> {
                    List<String> expected = library(bytes);
                    List<String> mine = ours(bytes);
                    // The library takes groups, and more than 10 bytes of a number for two numbers.
                    if (!expected.contains("group") && !mine.contains("long")) {
                        assertThat(mine).isEqualTo(expected);
                        good[0] += mine.contains("malformed") ? 0 : 1;
                    }
                });
        assertThat(good[0]).isGreaterThan(1_000);
    }

    private static List<String> ours(byte[] bytes) {
        List<String> fields = new ArrayList<>();
        try {
            WireReader reader = new WireReader(bytes);
            while (reader.next()) {
                fields.add("field " + reader.field());
            }
        } catch (MalformedProtoException e) {
            return List.of(e.detail().contains("10 bytes") ? "long" : "malformed");
        }
        return fields;
    }

    private static List<String> library(byte[] bytes) {
        List<String> fields = new ArrayList<>();
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            while (!in.isAtEnd()) {
                // Its tags are cut to 32 bits; ours are not.
                long tag = in.readRawVarint64();
                int type = (int) (tag & 7);
                if (type == 3 || type == 4) {
                    return List.of("group");
                }
                if (tag < 8 || tag >>> 3 > 0x1FFF_FFFF || type > 5) {
                    return List.of("malformed");
                }
                fields.add("field " + (tag >>> 3));
                switch (type) {
                    case 0 -> in.readRawVarint64();
                    case 1 -> in.readFixed64();
                    case 2 -> in.readByteArray();
                    default -> in.readFixed32();
                }
            }
        } catch (IOException e) {
            return List.of("malformed");
        }
        return fields;
    }

    private static int field(WireReader reader) throws MalformedProtoException {
        assertThat(reader.next()).isTrue();
        return reader.field();
    }
}
