package io.isotherm.ingest.line;

import io.isotherm.ingest.line.Series.Field;
import io.isotherm.ingest.line.SeriesName.Tag;
import io.isotherm.ingest.text.Quoted;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Takes names apart that are met for the first time, and undoes their escapes. */
final class WrittenName {
    private WrittenName() {}

    /** @throws IllegalArgumentException with a sentence for the sender, when it is no measurement with tags */
    static SeriesName series(byte[] written) {
        String text = text(written);
        int end = next(text, 0, ',');
        String measurement = plain(text.substring(0, end));
        if (measurement.isEmpty()) {
            throw new IllegalArgumentException("There is no measurement before the first comma.");
        }
        List<Tag> tags = new ArrayList<>();
        while (end < text.length()) {
            int from = end + 1;
            end = next(text, from, ',');
            tags.add(tag(text.substring(from, end)));
            if (tags.size() > LineParser.MOST_TAGS) {
                throw new IllegalArgumentException("There are more than " + LineParser.MOST_TAGS + " tags.");
            }
        }
        tags.sort(Comparator.comparing(Tag::name));
        for (int i = 1; i < tags.size(); i++) {
            if (tags.get(i).name().equals(tags.get(i - 1).name())) {
                throw new IllegalArgumentException(
                        "The tag " + Quoted.of(tags.get(i).name()) + " is there twice.");
            }
        }
        return new SeriesName(measurement, List.copyOf(tags));
    }

    private static Tag tag(String text) {
        int equals = next(text, 0, '=');
        if (equals == 0 || equals >= text.length() - 1) {
            throw new IllegalArgumentException("The tag " + Quoted.of(text) + " is not name=value; leave out a tag that"
                    + " has no value, and escape a comma or a space that belongs to one: \\, and \\ .");
        }
        if (next(text, equals + 1, '=') < text.length()) {
            throw new IllegalArgumentException(
                    "The tag " + Quoted.of(text) + " has two equals signs: escape the second one, \\=.");
        }
        return new Tag(plain(text.substring(0, equals)), plain(text.substring(equals + 1)));
    }

    /** A field that has no number yet. */
    static Field field(SensorNaming naming, SeriesName series, byte[] written) {
        try {
            SensorNaming.Named named = naming.name(series, plain(text(written)));
            return named == null
                    ? new Field(written, -1, null, null, null)
                    : new Field(written, -1, named.key(), named.unit(), null);
        } catch (IllegalArgumentException e) {
            return new Field(written, -1, null, null, String.valueOf(e.getMessage()));
        }
    }

    private static String text(byte[] written) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(written))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("The line is not text in UTF-8.", e);
        }
    }

    // The first one that has no backslash before it; the length where there is none.
    private static int next(String text, int from, char wanted) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == wanted && (i == from || text.charAt(i - 1) != '\\')) {
                return i;
            }
        }
        return text.length();
    }

    // A backslash stays where there is nothing after it that it could escape.
    private static String plain(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escapes = c == '\\' && i + 1 < text.length() && ", =".indexOf(text.charAt(i + 1)) >= 0;
            if (!escapes) {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
