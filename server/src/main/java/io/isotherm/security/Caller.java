package io.isotherm.security;

/** Who asks. */
public sealed interface Caller {
    /** May do everything. */
    record Administrator() implements Caller {}

    /**
     * Came with a sender's token: may send readings, and do nothing else.
     *
     * @param token its id
     * @param name what people call the token
     */
    record Sender(String token, String name, Grant grant) implements Caller {}

    /** Did not sign in, and may only have what is open to all. */
    record Stranger(Denial denial) implements Caller {}
}
