package io.isotherm.http;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One file of the page, in memory, with what HTTP says of it.
 *
 * @param zipped the same compressed; null where that gains nothing
 * @param tag the entity tag, weak as it stands for both forms
 */
record PageFile(Buffer plain, @Nullable Buffer zipped, String mediaType, String tag) {
    private static final int WORTH_COMPRESSING = 1_024;

    static PageFile of(String name, byte[] content) {
        String mediaType = mediaType(name);
        Buffer zipped = content.length >= WORTH_COMPRESSING && isText(mediaType) ? zip(content) : null;
        return new PageFile(
                Buffer.buffer(content),
                zipped != null && zipped.length() < content.length ? zipped : null,
                mediaType,
                "W/\"" + HexFormat.of().formatHex(hash(content), 0, 12) + "\"");
    }

    private static String mediaType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "js", "mjs" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "json", "map" -> "application/json";
            case "webmanifest" -> "application/manifest+json";
            case "svg" -> "image/svg+xml";
            case "png" -> "image/png";
            case "ico" -> "image/x-icon";
            case "webp" -> "image/webp";
            case "woff2" -> "font/woff2";
            case "txt" -> "text/plain; charset=utf-8";
            default -> "application/octet-stream";
        };
    }

    private static boolean isText(String mediaType) {
        return mediaType.startsWith("text/") || mediaType.contains("json") || mediaType.contains("xml");
    }

    private static Buffer zip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length / 3);
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes) {
            {
                // Done once and sent often.
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            zip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private static byte[] hash(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
