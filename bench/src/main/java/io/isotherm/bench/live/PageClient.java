package io.isotherm.bench.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Arrays;

/** A page of the monitoring server that watches everything. */
final class PageClient extends SocketIoClient {
    private static final byte[] READINGS = "42[\"readings\"".getBytes(US_ASCII);
    private static final String VALUES = "\"v\":[";

    private final byte[] subscribe;
    private final Lateness lateness;
    private long snapshotBytes;

    PageClient(int interval, Lateness lateness) {
        super(lateness.unused());
        this.subscribe = ("420[\"subscribe\",{\"all\":true,\"interval\":" + interval + "}]").getBytes(US_ASCII);
        this.lateness = lateness;
    }

    long snapshotBytes() {
        return snapshotBytes;
    }

    @Override
    void admitted() throws IOException {
        send(TEXT, subscribe);
    }

    /** The snapshot came: only now the page is live. */
    @Override
    void acknowledged(byte[] bytes, int from, int length) throws IOException {
        snapshotBytes = length;
        setReady();
    }

    @Override
    void event(byte[] bytes, int from, int length) {
        if (length < READINGS.length
                || Arrays.compare(bytes, from, from + READINGS.length, READINGS, 0, READINGS.length) != 0) {
            return;
        }
        events++;
        // The server's clock stands at the end, and tells one frame from another: all pages get the same ones.
        int at = from + length - 1;
        while (bytes[at] != ':') {
            at--;
        }
        long now = 0;
        for (int i = at + 1; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            now = now * 10 + bytes[i] - '0';
        }
        lateness.arrived(now, length, () -> {
            String text = new String(bytes, from, length, US_ASCII);
            int values = text.indexOf(VALUES) + VALUES.length();
            return text.substring(values, text.indexOf(']', values));
        });
    }
}
