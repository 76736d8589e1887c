package io.isotherm.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
    private static List<String> rows(InputStream in, char delimiter) throws IOException {
        List<String> rows = new ArrayList<>();
        try (CsvReader reader = new CsvReader(in, delimiter)) {
            while (reader.next()) {
                rows.add(reader.line() + " "
                        + (reader.fault() == null ? Arrays.toString(reader.texts()) : reader.fault()));
            }
        }
        return rows;
    }

    private static List<String> rows(String text) throws IOException {
        return rows(new ByteArrayInputStream(text.getBytes(UTF_8)), ',');
    }

    /** Gives a few bytes at a time, as a network does. */
    private static InputStream inPieces(byte[] bytes, long seed) {
        Random random = new Random(seed);
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                return at < bytes.length ? bytes[at++] & 0xFF : -1;
            }

            @Override
            public int read(byte[] to, int offset, int length) {
                if (at == bytes.length) {
                    return -1;
                }
                int count = Math.min(Math.min(length, bytes.length - at), 1 + random.nextInt(7));
                System.arraycopy(bytes, at, to, offset, count);
                at += count;
                return count;
            }
        };
    }

    @Test
    void rowsAndQuotedCellsAreCutAsTheStandardHasIt() throws IOException {
        assertThat(rows("a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\n\n , 2 \r3,\"two\nlines\"\n\"\",end"))
                .containsExactly("1 [a, b]", "2 [x, y, say \"hi\"]", "4 [, 2]", "5 [3, two\nlines]", "7 [, end]");
    }

    @Test
    void aForgottenMarkSpoilsItsLineAndNoOther() throws IOException {
        assertThat(rows("1,a\n2,\"d\"x\n3,5\" pipe\n4,\"b\n5,c\n"))
                .containsExactly(
                        "1 [1, a]",
                        "2 There is something after the quotation mark that ends a cell.",
                        "3 [3, 5\" pipe]",
                        "4 A quotation mark is not followed by another one.",
                        "5 [5, c]");
    }

    @Test
    void whatIsTooLongIsPassedOverAndTold() throws IOException {
        String cell = "x".repeat(CsvReader.MAX_CELL + 1);
        String row = ("y".repeat(9_000) + ",").repeat(12);
        String wide = ",".repeat(CsvReader.MAX_COLUMNS);
        String endless = "z".repeat(1_000_000);
        assertThat(rows("1,a\n" + cell + "\n" + row + "\n" + wide + "\n" + endless + "\n\"" + endless + "\n7,b\n"))
                .containsExactly(
                        "1 [1, a]",
                        "2 A cell has more than 10000 bytes.",
                        "3 The row has more than 100000 bytes.",
                        "4 The row has more than 1000 columns.",
                        "5 A cell has more than 10000 bytes.",
                        "6 A quotation mark is not followed by another one.",
                        "7 [7, b]");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theSizeOfTheReadsMakesNoDifference(long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        String[] pieces = {"a", ",", "\"", "\n", "\r\n", "\r", "\"\"", " ", "ä", "\"x,y\"", "12.5", "\"\n\""};
        for (int i = 0; i < 3_000; i++) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        assertThat(rows(inPieces(bytes, seed), ',')).isEqualTo(rows(new ByteArrayInputStream(bytes), ','));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252"})
    void everyEncodingIsToldAndRead(String name) throws IOException {
        String text = "Zeit;Temperatur (°C)\r\n2026-01-31 12:00;4,5\r\n";
        Charset charset = Charset.forName(name);
        byte[] bytes = text.getBytes(charset);
        assertThat(CsvCharset.detect(bytes).id()).isEqualTo(name);
        assertThat(rows(CsvCharset.of(name).utf8(inPieces(bytes, 1)), ';'))
                .containsExactly("1 [Zeit, Temperatur (°C)]", "2 [2026-01-31 12:00, 4,5]");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstCell() throws IOException {
        for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
            byte[] bytes = "\uFEFFtime,𝒳\n".getBytes(charset);
            CsvCharset told = CsvCharset.detect(bytes);
            assertThat(told.id()).isEqualTo(charset.name());
            assertThat(rows(told.utf8(inPieces(bytes, 2)), ',')).containsExactly("1 [time, 𝒳]");
        }
    }

    @Test
    void millionsOfRowsAreReadOneByOne() throws IOException {
        byte[] row = "2026-01-31 12:00:00,fridge-1,4.31\n".getBytes(UTF_8);
        long rows = 3_000_000;
        InputStream endless = new InputStream() {
            private long left = rows * row.length;
            private int at;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] to, int offset, int length) {
                int count = (int) Math.min(Math.min(left, length), row.length - at);
                if (left == 0) {
                    return -1;
                }
                System.arraycopy(row, at, to, offset, count);
                at = (at + count) % row.length;
                left -= count;
                return count;
            }
        };
        long counted = 0;
        try (CsvReader reader = new CsvReader(endless, ',')) {
            while (reader.next()) {
                counted++;
            }
            assertThat(counted).isEqualTo(rows);
            assertThat(reader.line()).isEqualTo(rows);
        }
    }
}
