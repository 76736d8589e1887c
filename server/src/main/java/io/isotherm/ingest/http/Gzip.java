package io.isotherm.ingest.http;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Undoes {@code Content-Encoding: gzip} (RFC 1952), piece by piece, so that a small body cannot become a huge one. */
public final class Gzip {
    private Gzip() {}

    /**
     * @param limit the most bytes that the body may become
     * @throws BodyException 413 beyond the limit, 400 for what is no gzip or ends too early
     */
    public static byte[] inflate(Buffer body, int limit) throws BodyException {
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(body.getBytes()))) {
            byte[] bytes = stream.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw BodyException.tooLarge(limit);
            }
            return bytes;
        } catch (IOException e) {
            throw new BodyException(400, "Malformed gzip", "The body is not gzip, or only a part of it.");
        }
    }
}
