package io.isotherm.ops;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The options of a setting that is a URL ({@code redis://host?ca=FILE}). Each method throws {@link IllegalArgumentException}
 * with words that continue a sentence which begins with the setting's name.
 */
public final class UrlOptions {
    private UrlOptions() {}

    /**
     * The options by name, decoded.
     *
     * @param query what follows the {@code ?}; null where there is none
     * @param known the names that there are
     */
    public static Map<String, String> parse(@Nullable String query, Set<String> known) {
        Map<String, String> options = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return options;
        }
        for (String option : query.split("&", -1)) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            if (!known.contains(name)) {
                // Without what was given: it may be a password in the wrong place.
                throw new IllegalArgumentException(
                        "has an option that is not known; there are " + String.join(", ", new TreeSet<>(known)));
            }
            if (equals < 0 || options.put(name, decoded(option.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("has the option " + name + " twice, or without a value");
            }
        }
        return options;
    }

    /** The absolute path of a file that an option names; null where there is none. */
    public static @Nullable Path file(@Nullable String name) {
        if (name == null) {
            return null;
        }
        if (name.isBlank() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("has a file without a name");
        }
        return Path.of(name).toAbsolutePath().normalize();
    }

    /** A part of the URL without its percent signs; a plus sign stays one. */
    public static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has a % that is not followed by two hexadecimal digits", e);
        }
    }
}
