package io.isotherm.security;

/** Who asks. */
public sealed interface Caller {
    /** May do everything. */
    record Administrator() implements Caller {}

    /** Did not sign in, and may only have what is open to all. */
    record Stranger(Denial denial) implements Caller {}
}
