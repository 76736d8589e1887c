package io.isotherm.bench.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Requests as Telegraf makes them, whole with their headers: {@value #LINES} lines each, one field a line, every series
 * once a second, every reading with a time of its own and a value that wanders in steps of 0.01 °C.
 */
final class LineBodies {
    static final int LINES = 5_000;

    private LineBodies() {}

    /**
     * @param startMillis time of the first readings
     * @return requests of {@code readings / LINES} bodies, in the order of their times
     */
    static List<byte[]> requests(int series, int readings, long startMillis, boolean gzip) throws IOException {
        long random = 1;
        int[] hundredths = new int[series];
        List<byte[]> requests = new ArrayList<>();
        StringBuilder lines = new StringBuilder(LINES * 80);
        for (int i = 0; i < readings; i++) {
            int s = i % series;
            random = random * 6364136223846793005L + 1442695040888963407L;
            hundredths[s] = i < series ? 400 + s % 2_000 : hundredths[s] + (int) (random >>> 62) - 1;
            // Spread over the second by sensor, as their clocks are.
            long nanos = (startMillis + i / series * 1_000L + s * 1_000L / series) * 1_000_000L;
            lines.append("temp,host=rack-")
                    .append(10_000 + s / 8)
                    .append(",sensor=coretemp_core_")
                    .append(s % 8);
            lines.append(" temp=");
            decimal(lines, hundredths[s]);
            lines.append(' ').append(nanos).append('\n');
            if ((i + 1) % LINES == 0) {
                requests.add(request(lines.toString().getBytes(ISO_8859_1), gzip));
                lines.setLength(0);
            }
        }
        return requests;
    }

    private static void decimal(StringBuilder to, int hundredths) {
        int size = Math.abs(hundredths);
        to.append(hundredths < 0 ? "-" : "").append(size / 100).append('.');
        to.append((char) ('0' + size / 10 % 10)).append((char) ('0' + size % 10));
    }

    private static byte[] request(byte[] lines, boolean gzip) throws IOException {
        byte[] body = lines;
        if (gzip) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream(lines.length / 4);
            try (OutputStream stream = new GZIPOutputStream(packed)) {
                stream.write(lines);
            }
            body = packed.toByteArray();
        }
        byte[] head = ("POST /write?db=bench&precision=ns HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Telegraf\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n" + (gzip ? "Content-Encoding: gzip\r\n" : "")
                        + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(ISO_8859_1);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }
}
