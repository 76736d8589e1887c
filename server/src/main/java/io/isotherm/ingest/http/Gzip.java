package io.isotherm.ingest.http;

import io.isotherm.pipeline.OverloadedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Undoes {@code Content-Encoding: gzip} (RFC 1952), piece by piece, so that a small body cannot become a huge one, nor
 * many of them together. For one body.
 */
public final class Gzip {
    private static final int PIECE = 65_536;

    /** No gzip packs better: a distance and a length are 2 bits at least, for 258 bytes (RFC 1951, section 3.2.5). */
    private static final int MOST_RATIO = 1_032;

    private final BodyBudget budget;
    private int taken;
    private boolean over;

    /** @param budget what the bodies of all routes may take together, this one included until {@link #giveBack} */
    public Gzip(BodyBudget budget) {
        this.budget = budget;
    }

    /**
     * @param limit the most bytes that the body may become
     * @throws BodyException 413 beyond the limit, 400 for what is no gzip or ends too early
     * @throws OverloadedException when there is no room now for what it becomes
     */
    public byte[] inflate(byte[] body, int limit) throws BodyException {
        byte[] bytes = new byte[Math.min(PIECE, limit)];
        int size = 0;
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(body), 8_192)) {
            while (true) {
                if (size == bytes.length) {
                    int next = stream.read();
                    if (next < 0) {
                        return bytes;
                    }
                    if (size == limit) {
                        throw BodyException.tooLarge(limit);
                    }
                    bytes = Arrays.copyOf(bytes, larger(size, body, limit));
                    bytes[size++] = (byte) next;
                }
                int read = stream.read(bytes, size, Math.min(PIECE, bytes.length - size));
                if (read < 0) {
                    return Arrays.copyOf(bytes, size);
                }
                take(read);
                size += read;
            }
        } catch (IOException e) {
            throw new BodyException(400, "Malformed gzip", "The body is not gzip, or only a part of it.");
        }
    }

    // The last four bytes tell how long it becomes (section 2.3.1), if it is one member and honest.
    private static int larger(int size, byte[] body, int limit) {
        int at = body.length - 4;
        long told = (body[at] & 0xFF)
                | (body[at + 1] & 0xFF) << 8
                | (body[at + 2] & 0xFF) << 16
                | (body[at + 3] & 0xFFL) << 24;
        boolean credible = told > size && told <= limit && told / MOST_RATIO <= body.length;
        return credible ? (int) told : (int) Math.min(limit, 2L * size);
    }

    private synchronized void take(int bytes) {
        if (over || !budget.take(bytes)) {
            throw new OverloadedException("The bodies under way fill the memory set aside for them.", 1);
        }
        taken += bytes;
    }

    /** The body is not needed any more. */
    public synchronized void giveBack() {
        over = true;
        budget.giveBack(taken);
        taken = 0;
    }
}
