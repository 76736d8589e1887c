package io.isotherm.ingest;

import io.isotherm.model.IncomingBatch.Refusal;
import io.isotherm.model.Message;
import io.isotherm.security.Secrets;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of which something was refused, for people to look at. Without what may be a token.
 *
 * @param time epoch milliseconds
 * @param place the topic or the path; at most {@value #MOST_PLACE} characters
 * @param reasons why, of the first items that were refused; at most {@value #MOST_REASONS}
 * @param bytes how many the payload has
 * @param text its beginning, at most {@value #MOST_PAYLOAD} bytes; null where it is no text
 * @param base64 likewise, where it is no text
 */
public record RefusedMessage(
        long time,
        String place,
        List<String> reasons,
        int bytes,
        @Nullable String text,
        @Nullable String base64) {
    static final int MOST_PAYLOAD = 4_096;
    static final int MOST_REASONS = 5;
    static final int MOST_PLACE = 300;
    private static final int MOST_REASON = 300;

    static RefusedMessage of(long time, Message message, List<Refusal> refused) {
        byte[] head = message.head(MOST_PAYLOAD);
        String text = text(head, head.length < message.bytes());
        return new RefusedMessage(
                time,
                Secrets.masked(cut(message.place(), MOST_PLACE)),
                refused.stream()
                        .limit(MOST_REASONS)
                        .map(refusal -> Secrets.masked(cut(refusal.detail(), MOST_REASON)))
                        .toList(),
                message.bytes(),
                text == null ? null : Secrets.masked(text),
                text == null ? Base64.getEncoder().encodeToString(head) : null);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }

    /** Null where it is no UTF-8, or has what no text has. A character that the cut tore apart is left out. */
    private static @Nullable String text(byte[] head, boolean cut) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(head.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(head), text, !cut);
        text.flip();
        boolean readable = text.chars().allMatch(c -> c >= ' ' || c == '\t' || c == '\n' || c == '\r');
        return result.isError() || !readable ? null : text.toString();
    }
}
