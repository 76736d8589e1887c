package io.isotherm.ingest.line;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a rule makes a device's name: text with {@code {measurement}} and {@code {TAG}} in it. */
record DeviceTemplate(List<Part> parts) {
    /** @param tag the name of a tag, or {@code measurement}; null for text */
    record Part(@Nullable String tag, String text) {}

    /** @throws IllegalArgumentException when a brace has no partner, with what is wrong */
    static DeviceTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            int end = open < 0 ? text.length() : open;
            String plain = text.substring(at, end);
            if (plain.indexOf('}') >= 0) {
                throw new IllegalArgumentException("has a } without its {");
            }
            if (!plain.isEmpty()) {
                parts.add(new Part(null, plain));
            }
            if (open < 0) {
                break;
            }
            int close = text.indexOf('}', open);
            if (close <= open + 1) {
                throw new IllegalArgumentException("has a { without a name and its }");
            }
            parts.add(new Part(text.substring(open + 1, close), ""));
            at = close + 1;
        }
        return new DeviceTemplate(List.copyOf(parts));
    }

    /** The device; null where the series lacks one of the tags. */
    @Nullable
    String device(SeriesName series) {
        StringBuilder device = new StringBuilder();
        for (Part part : parts) {
            String tag = part.tag;
            String text = tag == null ? part.text : tag.equals("measurement") ? series.measurement() : series.tag(tag);
            if (text == null) {
                return null;
            }
            device.append(text);
        }
        return device.toString();
    }
}
