package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a payload a value is, as a Home Assistant template says it: {@code {{ value }}} for bare text,
 * {@code {{ value_json.a['b'][0] }}} for JSON. The filters {@code float}, {@code int}, {@code round},
 * {@code is_defined} and {@code default} may follow and are not applied: the value is kept as it was sent, and a missing
 * one is not replaced. Any other template is a program, which is not run here.
 *
 * @param steps names and positions, from the outermost; none for bare text
 */
record ValuePath(List<Object> steps) {
    static final ValuePath BARE = new ValuePath(List.of());

    private static final int MAX_LENGTH = 500;
    private static final int MAX_STEPS = 16;
    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{-?\\s*(value|value_json)((?:[.\\[][^|{}]*?)?)\\s*"
            + "((?:\\|\\s*(?:float|int|round|is_defined|default)\\s*(?:\\([^(){}|]{0,40}\\))?\\s*)*)-?}}");
    private static final Pattern STEP =
            Pattern.compile("\\.([A-Za-z_]\\w*)|\\[\\s*(?:'([^'\\\\]*)'|\"([^\"\\\\]*)\"|(\\d{1,4}))\\s*]");

    /** Null for a template that is no simple path. */
    static @Nullable ValuePath of(String template) {
        Matcher matcher = TEMPLATE.matcher(template.strip());
        if (template.length() > MAX_LENGTH || !matcher.matches()) {
            return null;
        }
        boolean json = matcher.group(1).equals("value_json");
        List<Object> steps = steps(matcher.group(2));
        return steps == null || json == steps.isEmpty() ? null : new ValuePath(steps);
    }

    int characters() {
        return steps.stream().mapToInt(step -> step.toString().length()).sum();
    }

    /** The value in the payload; null where it is not there. */
    @Nullable
    JsonNode in(JsonNode tree) {
        JsonNode node = tree;
        for (Object step : steps) {
            node = step instanceof Integer index ? node.get(index) : node.get((String) step);
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    private static @Nullable List<Object> steps(String text) {
        List<Object> steps = new ArrayList<>();
        Matcher step = STEP.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!step.find(at) || step.start() != at || steps.size() > MAX_STEPS) {
                return null;
            }
            at = step.end();
            if (step.group(4) != null) {
                steps.add(Integer.valueOf(step.group(4)));
            } else {
                for (int group = 1; group <= 3; group++) {
                    if (step.group(group) != null) {
                        steps.add(step.group(group));
                    }
                }
            }
        }
        return List.copyOf(steps);
    }
}
