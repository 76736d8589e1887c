package io.isotherm.security;

/** What became of an attempt to sign in. */
public sealed interface SignIn {
    /** @param setCookie the value of the {@code Set-Cookie} header; empty where nobody has to sign in */
    record Granted(String setCookie) implements SignIn {}

    record Refused(Denial denial) implements SignIn {}
}
