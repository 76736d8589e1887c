package io.isotherm.ingest.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The ways in which loggers write text. Whatever it is, {@link #utf8} makes UTF-8 of it without a byte order mark, so
 * that everything after reads one.
 */
public enum CsvCharset {
    UTF_8("UTF-8", StandardCharsets.UTF_8),
    UTF_16LE("UTF-16LE", StandardCharsets.UTF_16LE),
    UTF_16BE("UTF-16BE", StandardCharsets.UTF_16BE),
    /** Has all printable characters of ISO 8859-1, and is what programs for Windows mean by it. */
    WINDOWS_1252("windows-1252", Charset.forName("windows-1252"));

    private final String id;
    private final Charset charset;

    CsvCharset(String id, Charset charset) {
        this.id = id;
        this.charset = charset;
    }

    /** The name in formats and options. */
    public String id() {
        return id;
    }

    /** The one of this name, in any case; {@code latin1} and {@code ISO-8859-1} are windows-1252. */
    public static CsvCharset of(String name) {
        for (CsvCharset one : values()) {
            if (one.id.equalsIgnoreCase(name)) {
                return one;
            }
        }
        if (name.equalsIgnoreCase("latin1") || name.equalsIgnoreCase("ISO-8859-1")) {
            return WINDOWS_1252;
        }
        throw new IllegalArgumentException(
                "The encoding is UTF-8, UTF-16LE, UTF-16BE or windows-1252, not \"" + name + "\".");
    }

    /** Tells by the mark at the beginning, by zero bytes, and by what is no UTF-8. */
    public static CsvCharset detect(byte[] sample) {
        if (starts(sample, 0xEF, 0xBB, 0xBF)) {
            return UTF_8;
        }
        if (starts(sample, 0xFF, 0xFE)) {
            return UTF_16LE;
        }
        if (starts(sample, 0xFE, 0xFF)) {
            return UTF_16BE;
        }
        int[] zeros = new int[2];
        for (int i = 0; i < sample.length; i++) {
            zeros[i & 1] += sample[i] == 0 ? 1 : 0;
        }
        // Half of the bytes of Latin text in UTF-16 are zero.
        if (zeros[0] > sample.length / 5 && zeros[1] == 0) {
            return UTF_16BE;
        }
        if (zeros[1] > sample.length / 5 && zeros[0] == 0) {
            return UTF_16LE;
        }
        return isUtf8(sample) ? UTF_8 : WINDOWS_1252;
    }

    /** The text as UTF-8, without its mark. What cannot be decoded becomes U+FFFD. */
    public InputStream utf8(InputStream in) throws IOException {
        return this == UTF_8 ? new Unmarked(in) : new Transcoded(new InputStreamReader(in, charset));
    }

    private static boolean starts(byte[] sample, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= sample.length || (sample[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    // A character that the end of the sample cuts in half is none of the others.
    private static boolean isUtf8(byte[] bytes) {
        for (int i = 0; i < bytes.length; ) {
            int first = bytes[i] & 0xFF;
            int more =
                    first < 0x80 ? 0 : first < 0xC2 ? -1 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : -1;
            if (more < 0) {
                return false;
            }
            for (int k = 1; k <= more; k++) {
                if (i + k == bytes.length) {
                    return true;
                }
                if ((bytes[i + k] & 0xC0) != 0x80) {
                    return false;
                }
            }
            i += more + 1;
        }
        return true;
    }

    /** UTF-8 without its mark. */
    private static final class Unmarked extends InputStream {
        private final InputStream in;
        private final byte[] head;
        private int at;
        private int end;

        Unmarked(InputStream in) throws IOException {
            this.in = in;
            head = in.readNBytes(3);
            end = head.length;
            at = starts(head, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        }

        @Override
        public int read() throws IOException {
            return at < end ? head[at++] & 0xFF : in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (at < end && length > 0) {
                int count = Math.min(length, end - at);
                System.arraycopy(head, at, bytes, offset, count);
                at += count;
                return count;
            }
            return in.read(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Another encoding, made UTF-8 some thousand characters at a time. */
    private static final class Transcoded extends InputStream {
        private static final char MARK = '\uFEFF';

        private final Reader reader;
        private final char[] chars = new char[4_096];
        private byte[] bytes = new byte[0];
        private int at;
        private boolean begun;
        private char half;

        Transcoded(Reader reader) {
            this.reader = reader;
        }

        @Override
        public int read() throws IOException {
            return more() ? bytes[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!more()) {
                return -1;
            }
            int count = Math.min(length, bytes.length - at);
            System.arraycopy(bytes, at, to, offset, count);
            at += count;
            return count;
        }

        private boolean more() throws IOException {
            while (at == bytes.length) {
                int from = half == 0 ? 0 : 1;
                chars[0] = half;
                int count = reader.read(chars, from, chars.length - from);
                if (count < 0) {
                    return false;
                }
                int end = from + count;
                // The first half of a pair waits for its second.
                half = Character.isHighSurrogate(chars[end - 1]) ? chars[--end] : 0;
                int start = !begun && end > 0 && chars[0] == MARK ? 1 : 0;
                begun |= end > 0;
                bytes = new String(chars, start, end - start).getBytes(StandardCharsets.UTF_8);
                at = 0;
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
