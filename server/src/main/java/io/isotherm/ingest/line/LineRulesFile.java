package io.isotherm.ingest.line;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.isotherm.ingest.line.LineRules.FieldRule;
import io.isotherm.ingest.line.LineRules.Rule;
import io.isotherm.ingest.text.NamedQuantity;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link LineRules} from YAML:
 *
 * <pre>{@code
 * rules:
 *   - measurement: "temp*"
 *     tags: {host: "rack-*"}
 *     device: "{host} {sensor}"
 *     fields:
 *       temp: {sensor: air, quantity: temperature, unit: °F}
 *       "*": ignore
 *   - measurement: cpu
 *     ignore: true
 * }</pre>
 *
 * A file has 1 MB and {@value #MOST_RULES} rules at most, a text {@value #MOST_TEXT} characters.
 */
public final class LineRulesFile {
    private static final long MOST_BYTES = 1 << 20;
    private static final int MOST_RULES = 1_000;
    private static final int MOST_TEXT = 200;

    private final String file;
    private final YAMLParser yaml;

    private LineRulesFile(String file, YAMLParser yaml) {
        this.file = file;
        this.yaml = yaml;
    }

    /** @throws LineRulesException when it cannot be read, or is not as it should be */
    public static LineRules read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new LineRulesException(file + " is larger than 1 MB: that is no file of rules.");
            }
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            String reason = switch (e) {
                case java.nio.file.NoSuchFileException _ -> "there is no such file";
                case java.nio.file.AccessDeniedException _ -> "permission denied";
                case java.nio.charset.CharacterCodingException _ -> "it is not text in UTF-8";
                default -> String.valueOf(e.getMessage());
            };
            throw new LineRulesException("The rules of --line-rules cannot be read from " + file + ": " + reason + ".");
        }
    }

    /** @param file what the text is called in messages */
    static LineRules parse(String file, String text) {
        try (YAMLParser yaml = new YAMLFactory().createParser(text)) {
            yaml.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            return new LineRulesFile(file, yaml).rules();
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            throw new LineRulesException(file + (place == null ? "" : " line " + place.getLineNr())
                    + ": this is not YAML: " + Quoted.plain(String.valueOf(e.getOriginalMessage()), 200));
        } catch (IOException e) {
            throw new LineRulesException(file + " cannot be read: " + e.getMessage());
        }
    }

    private LineRules rules() throws IOException {
        List<Rule> rules = new ArrayList<>();
        JsonToken first = yaml.nextToken();
        if (first != null && first != JsonToken.VALUE_NULL) {
            expect(JsonToken.START_OBJECT, "rules: and below it a list");
            while (yaml.nextToken() != JsonToken.END_OBJECT) {
                oneOf(yaml.currentName(), "rules");
                yaml.nextToken();
                expect(JsonToken.START_ARRAY, "a list of rules, each of which begins with a hyphen");
                while (yaml.nextToken() != JsonToken.END_ARRAY) {
                    rules.add(rule());
                    if (rules.size() > MOST_RULES) {
                        throw wrong("there are more than " + MOST_RULES + " rules");
                    }
                }
            }
            if (yaml.nextToken() != null) {
                throw wrong("a second document (after ---) is not allowed");
            }
        }
        return new LineRules(rules);
    }

    private Rule rule() throws IOException {
        expect(JsonToken.START_OBJECT, "a rule, such as measurement: \"temp*\" with device: or fields: below it");
        Glob measurement = Glob.ANY;
        Map<String, Glob> tags = new LinkedHashMap<>();
        boolean ignore = false;
        DeviceTemplate device = null;
        List<FieldRule> fields = new ArrayList<>();
        while (yaml.nextToken() != JsonToken.END_OBJECT) {
            String name = yaml.currentName();
            yaml.nextToken();
            switch (oneOf(name, "measurement", "tags", "device", "fields", "ignore")) {
                case "measurement" -> measurement = new Glob(text(name));
                case "tags" -> {
                    expect(JsonToken.START_OBJECT, "tags and what they must be, such as {host: \"rack-*\"}");
                    while (yaml.nextToken() != JsonToken.END_OBJECT) {
                        String tag = yaml.currentName();
                        yaml.nextToken();
                        tags.put(tag, new Glob(text(tag)));
                    }
                }
                case "device" -> device = device(text(name));
                case "fields" -> {
                    expect(JsonToken.START_OBJECT, "fields and what they are, such as temp: {unit: °F}");
                    while (yaml.nextToken() != JsonToken.END_OBJECT) {
                        fields.add(field());
                    }
                }
                default -> ignore = truth(name);
            }
        }
        if (ignore && (device != null || !fields.isEmpty())) {
            throw wrong("a rule with ignore: true has neither device: nor fields:");
        }
        return new Rule(measurement, Map.copyOf(tags), ignore, device, List.copyOf(fields));
    }

    private FieldRule field() throws IOException {
        String field = yaml.currentName();
        if (field.isEmpty() || field.length() > MOST_TEXT) {
            throw wrong("the name of a field has 1 to " + MOST_TEXT + " characters");
        }
        JsonToken token = yaml.nextToken();
        if (token.isScalarValue() && !yaml.isCurrentAlias() && yaml.getText().equals("ignore")) {
            return new FieldRule(new Glob(field), true, null, null, null);
        }
        expect(JsonToken.START_OBJECT, "ignore, or some of {sensor: NAME, quantity: …, unit: …}");
        String sensor = null;
        Quantity quantity = null;
        Unit unit = null;
        while (yaml.nextToken() != JsonToken.END_OBJECT) {
            String name = yaml.currentName();
            yaml.nextToken();
            switch (oneOf(name, "sensor", "quantity", "unit")) {
                case "sensor" -> sensor = text(name);
                case "quantity" -> quantity = quantity(text(name));
                default -> unit = unit(text(name));
            }
        }
        if (quantity != null && unit != null && !NamedQuantity.fits(quantity, unit)) {
            throw wrong(NamedQuantity.misfit(quantity, unit));
        }
        return new FieldRule(new Glob(field), false, sensor, quantity, unit);
    }

    private DeviceTemplate device(String text) {
        try {
            return DeviceTemplate.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("device: " + Quoted.of(text) + " " + e.getMessage()
                    + "; write text with {measurement} and {TAG} in it");
        }
    }

    private Quantity quantity(String text) {
        return Quantity.ofId(text)
                .orElseThrow(() -> wrong("quantity: " + Quoted.of(text) + " is none; there are "
                        + Arrays.stream(Quantity.values()).map(Quantity::id).collect(Collectors.joining(", "))));
    }

    private Unit unit(String text) {
        return Unit.parse(text).orElseThrow(() -> wrong(NamedQuantity.unknownUnit(text)));
    }

    private boolean truth(String name) throws IOException {
        return switch (text(name).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw wrong(Quoted.plain(name, MOST_TEXT) + ": must be true or false");
        };
    }

    private String text(String name) throws IOException {
        if (!yaml.currentToken().isScalarValue() || yaml.isCurrentAlias()) {
            throw wrong(Quoted.plain(name, MOST_TEXT) + ": must be a text, in quotes where it has a * or a {");
        }
        String text = yaml.getText();
        if (text.isBlank() || text.length() > MOST_TEXT) {
            throw wrong(Quoted.plain(name, MOST_TEXT) + ": must have 1 to " + MOST_TEXT + " characters");
        }
        return text;
    }

    private void expect(JsonToken token, String what) {
        if (yaml.currentToken() != token || yaml.isCurrentAlias()) {
            throw wrong("here must be " + what);
        }
    }

    private String oneOf(@Nullable String name, String... allowed) {
        if (name == null || !Arrays.asList(allowed).contains(name)) {
            throw wrong(Quoted.of(String.valueOf(name)) + " is nothing that can be set here; "
                    + String.join(", ", allowed) + (allowed.length == 1 ? " is" : " are"));
        }
        return name;
    }

    private LineRulesException wrong(String what) {
        return new LineRulesException(file + " line "
                + yaml.currentTokenLocation().getLineNr() + ": " + what + (what.endsWith(".") ? "" : "."));
    }
}
