package io.isotherm.config;

/**
 * A value as somebody wrote it.
 *
 * @param source where: {@code flag --http-port}, {@code environment ISOTHERM_HTTP_PORT}, {@code isotherm.yaml line 3} or
 *     {@code default}
 */
public record Given(String text, String source) {
    static final String DEFAULT = "default";

    boolean isDefault() {
        return source.equals(DEFAULT);
    }
}
