package io.isotherm.inbox;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A message as it came, for people to look at.
 *
 * @param at when it came, epoch milliseconds
 * @param place its topic, or the path of the request
 * @param payload its first bytes, as text, or in hexadecimal where they are none
 * @param cut whether there was more
 */
public record MessageSample(long at, String protocol, String sender, String place, String payload, boolean cut) {
    /** Bytes of a message that are kept. */
    public static final int MOST_BYTES = 4_096;

    /**
     * @param head the first bytes, at most {@link #MOST_BYTES}
     * @param bytes how many there were
     */
    public static MessageSample of(long at, String protocol, String sender, String place, byte[] head, int bytes) {
        return new MessageSample(at, protocol, sender, place, text(head, bytes > head.length), bytes > head.length);
    }

    private static String text(byte[] head, boolean cut) {
        // A character that was cut in two makes no text of bytes.
        for (int less = 0; less <= (cut ? Math.min(3, head.length) : 0); less++) {
            try {
                CharBuffer text = StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(head, 0, head.length - less));
                if (text.chars().noneMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
                    return text.toString();
                }
                break;
            } catch (CharacterCodingException e) {
                // Said below.
            }
        }
        return HexFormat.of().formatHex(head, 0, Math.min(head.length, MOST_BYTES / 2));
    }
}
