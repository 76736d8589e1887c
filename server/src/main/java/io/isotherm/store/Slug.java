package io.isotherm.store;

import java.text.Normalizer;
import java.util.Locale;

/** The text of {@code [a-z0-9-]} by which addresses name a thing, made of what senders call it. */
public final class Slug {
    public static final int MAX_LENGTH = 80;

    private Slug() {}

    /** @param otherwise what to take for a key without a Latin letter or a digit */
    public static String of(String key, String otherwise) {
        String letters = Normalizer.normalize(key, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replace("ß", "ss")
                .replace("æ", "ae")
                .replace("œ", "oe")
                .replace("þ", "th")
                .replace("ø", "o")
                .replace("đ", "d")
                .replace("ð", "d")
                .replace("ł", "l")
                .replace("ı", "i");
        String slug = letters.replaceAll("[^a-z0-9]+", "-");
        slug = slug.substring(0, Math.min(slug.length(), MAX_LENGTH)).replaceAll("^-|-$", "");
        return slug.isEmpty() ? otherwise : slug;
    }
}
