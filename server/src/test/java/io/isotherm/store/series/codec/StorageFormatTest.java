package io.isotherm.store.series.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.ReadingBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples in docs/storage-format.md are what is written and read. */
class StorageFormatTest {
    private static final long TIME = 1_790_000_000_000L;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    @Test
    void theExamplesAreWhatIsWritten() throws IOException {
        ReadingBatch batch = new ReadingBatch.Builder(3)
                .add(7, TIME + 5, 21.5, 0x10000)
                .add(8, TIME + 3, -18.25, 0x10000)
                .add(12, TIME + 9, 4.75, 0x10000)
                .build();
        assertThat(examples())
                .containsExactly(
                        HEX.formatHex(BlockCodec.encode(block(), 0, 12)),
                        HEX.formatHex(RecordCodec.readings(List.of(batch))),
                        HEX.formatHex(RecordCodec.removal(7, TIME, TIME + 60_000)));
    }

    @Test
    void theBlockOfTheExampleIsRead() throws IOException {
        Columns decoded = new Columns(0);
        BlockCodec.decode(HEX.parseHex(examples().getFirst()), decoded);
        BlockCodecTest.same(decoded, block(), 0, 12, "example");
    }

    private static Columns block() {
        int[] late = {0, 1, -2, 2, 0, -1, 1, 0, -1, 2, -2, 1};
        double[] values = {21.37, 21.38, Double.NaN, 21.36, 21.37, 21.39, 21.38, 21.39, 21.38, 21.36, 21.37, 21.38};
        Columns columns = new Columns(12);
        for (int i = 0; i < values.length; i++) {
            columns.add(TIME + i * 1_000L + late[i], values[i], i == 2 ? 0x10004 : 0x10000);
        }
        return columns;
    }

    private static List<String> examples() throws IOException {
        String page = Files.readString(Path.of("../docs/storage-format.md"));
        return Pattern.compile("(?s)```hex\n(.*?)```")
                .matcher(page)
                .results()
                .map(example -> example.group(1)
                        .replaceAll("\\|.*", "")
                        .replaceAll("\\s+", " ")
                        .strip())
                .toList();
    }
}
