package io.isotherm.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the details of a thing must keep to. Each check throws {@link IllegalArgumentException} with a sentence. */
final class Bounds {
    private Bounds() {}

    /** A text of one line, not blank and without spaces around it; null passes. */
    static void line(String what, @Nullable String text, int most) {
        if (text == null) {
            return;
        }
        if (text.isBlank() || !text.strip().equals(text)) {
            throw new IllegalArgumentException(what + " must not be blank, nor have spaces around it.");
        }
        if (text.length() > most) {
            throw new IllegalArgumentException(
                    what + " has at most " + most + " characters; this one has " + text.length() + ".");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " must not contain control characters.");
        }
    }

    /** A text of several lines, which may be empty. */
    static void lines(String what, String text, int most) {
        if (text.length() > most) {
            throw new IllegalArgumentException(
                    what + " have at most " + most + " characters; these have " + text.length() + ".");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            throw new IllegalArgumentException(what + " must not contain control characters but line ends and tabs.");
        }
    }

    static void most(String what, List<?> list, int most) {
        if (list.size() > most) {
            throw new IllegalArgumentException(
                    "There are at most " + most + " " + what + "; these are " + list.size() + ".");
        }
    }

    /** Short texts, none of them twice. */
    static void tags(List<String> tags) {
        most("tags", tags, SensorDetails.MOST_TAGS);
        for (String tag : tags) {
            line("A tag", tag, SensorDetails.LONGEST_TAG);
            // Lists of them are written so in CSV.
            if (tag.indexOf(';') >= 0) {
                throw new IllegalArgumentException("A tag must not contain a semicolon.");
            }
        }
        if (tags.stream().distinct().count() < tags.size()) {
            throw new IllegalArgumentException("A tag must not be there twice.");
        }
    }

    /** An address that a page may link to: never {@code javascript:} and the like. */
    static void photo(@Nullable String link) {
        line("A photo's address", link, SensorDetails.LONGEST_LINK);
        if (link != null && !isWeb(link)) {
            throw new IllegalArgumentException(
                    "A photo's address must begin with http:// or https:// and name a host.");
        }
    }

    private static boolean isWeb(String link) {
        try {
            URI uri = new URI(link);
            return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static void finite(String what, @Nullable Double number) {
        if (number != null && !Double.isFinite(number)) {
            throw new IllegalArgumentException(what + " must be a finite number.");
        }
    }
}
