package io.isotherm.security;

/**
 * Why somebody may not come in.
 *
 * @param status of HTTP: 400, 401, 403 or 429
 * @param detail a sentence for whoever asked; tells nothing that a stranger may not know
 * @param retryAfterSeconds after which another attempt is heard; 0 where that makes no difference
 */
public record Denial(int status, String title, String detail, int retryAfterSeconds) {
    static Denial of(int status, String title, String detail) {
        return new Denial(status, title, detail, 0);
    }
}
