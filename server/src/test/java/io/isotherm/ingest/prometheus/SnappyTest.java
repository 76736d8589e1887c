package io.isotherm.ingest.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.ingest.Mutations;
import io.isotherm.ingest.Python;
import io.isotherm.ingest.proto.MalformedProtoException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnappyTest {
    /** Long copies from far back, of the reference's making; the packages are those of ISOTHERM_TEST_PYTHONPATH. */
    @Test
    void whatTheReferencePackedIsUnpacked() throws Exception {
        String program = """
                import cramjam, random
                random.seed(3)
                for size in (100, 5000, 70000, 300000):
                    text = bytearray()
                    while len(text) < size:
                        if text and random.random() < 0.7:
                            start = len(text) - random.randrange(1, len(text) + 1)
                            text += text[start:start + random.randrange(1, 300)]
                        else:
                            text += random.randbytes(random.randrange(1, 100))
                    print(text.hex())
                    print(bytes(cramjam.snappy.compress_raw(bytes(text))).hex())
                """;
        List<String> lines = Python.run(program);
        assertThat(lines).hasSize(8);
        for (int i = 0; i < lines.size(); i += 2) {
            byte[] text = HexFormat.of().parseHex(lines.get(i));
            assertThat(Snappy.inflate(HexFormat.of().parseHex(lines.get(i + 1)), text.length))
                    .isEqualTo(text);
        }
    }

    @Test
    void whatAnotherPackedIsUnpacked() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < 100; round++) {
            byte[] bytes = new byte[random.nextInt(200_000) >>> random.nextInt(18)];
            // From noise to long repetitions.
            int letters = 1 << random.nextInt(1, 9);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (i > 70 && random.nextInt(8) > 0 ? bytes[i - 70] : random.nextInt(letters));
            }
            assertThat(Snappy.inflate(Series.snappy(bytes), bytes.length)).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0560616263ABCD", // a literal that is longer than the block
                "0300616162", // more than was announced
                "0500610500", // a copy from before the beginning
                "0500610100", // an offset of 0
                "05006105", // a copy without its offset
                "0A00610101", // less than was announced
                "FFFFFFFFFF01", // a length of more than 32 bits
                "FFFFFF0700610101", // 16 MB of 8 bytes
                "80", // a length that does not end
                "",
            })
    void whatIsNoBlockIsRefused(String hex) {
        assertThatThrownBy(() -> Snappy.inflate(HexFormat.of().parseHex(hex), 100_000_000))
                .isInstanceOf(MalformedProtoException.class)
                .hasMessageStartingWith("The body is no Snappy block: ");
    }

    @Test
    void aCopyMayOverlapItself() throws Exception {
        // "ab", then 64 bytes from two bytes before.
        byte[] block = HexFormat.of().parseHex("42" + "046162" + "FE0200");

        assertThat(new String(Snappy.inflate(block, 100), UTF_8)).isEqualTo("ab".repeat(33));
    }

    @Test
    void theLimitIsHeldBeforeMemoryIsTaken() {
        byte[] block = Series.snappy(new byte[1_000_000]);

        assertThatThrownBy(() -> Snappy.inflate(block, 999_999))
                .isInstanceOf(MalformedProtoException.class)
                .hasMessageContaining("1000000 bytes");
    }

    @Test
    void itAgreesWithAnotherAboutDamagedBlocks() {
        List<byte[]> seeds = List.of(
                Series.snappy("node_hwmon_temp_celsius node_hwmon_temp_celsius node_hwmon".getBytes(UTF_8)),
                Series.snappy(new byte[300]),
                HexFormat.of().parseHex("4204" + "6162" + "FE0200"));
        int[] good = {0};
        new Mutations(9, seeds, List.of(new byte[] {(byte) 0xFE, 1, 0}, new byte[] {1, 1}, new byte[] {0x7F}))
                .run(15_000, block -> {
                    byte[] mine;
                    try {
                        mine = Snappy.inflate(block, 10_000);
                    } catch (MalformedProtoException e) {
                        return;
                    }
                    ByteBuf out = Unpooled.buffer();
                    new io.netty.handler.codec.compression.Snappy().decode(Unpooled.wrappedBuffer(block), out);
                    assertThat(mine).isEqualTo(ByteBufUtil.getBytes(out));
                    good[0]++;
                });
        assertThat(good[0]).isGreaterThan(500);
    }
}
