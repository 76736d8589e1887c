package io.isotherm.model;

import java.util.Arrays;

/**
 * A message as it came in, for people to look at when something of it is refused. The bytes are not copied: whoever made
 * it leaves them as they are.
 */
public final class Message {
    private final String place;
    private final byte[] payload;

    /**
     * @param place the topic, or the path of the request; without a token that may be part of it
     * @param payload as the parser saw it, so after it was inflated; empty where it was not read
     */
    public Message(String place, byte[] payload) {
        this.place = place;
        this.payload = payload;
    }

    public String place() {
        return place;
    }

    /** How many bytes it has. */
    public int bytes() {
        return payload.length;
    }

    /** A copy of the first bytes. */
    public byte[] head(int most) {
        return Arrays.copyOf(payload, Math.min(payload.length, most));
    }

    @Override
    public String toString() {
        return "Message[" + payload.length + " bytes, " + place + "]";
    }
}
