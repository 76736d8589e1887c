package io.isotherm.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads isotherm.yaml into paths and texts: {@code http: {port: 80}} becomes {@code http.port = 80}, with its line. A
 * list becomes its items joined by commas. Anything beyond that (aliases, several documents) is refused.
 */
final class YamlFile {
    private static final long LARGEST = 1 << 20;
    private static final int DEEPEST = 8;

    private final String name;
    private final List<String> problems;
    private final Map<String, Given> values = new LinkedHashMap<>();

    private YamlFile(String name, List<String> problems) {
        this.name = name;
        this.problems = problems;
    }

    /**
     * @param name as the file is called in messages and sources
     * @param problems gets a sentence for each thing that is wrong with the file
     * @return what could be read, by path, in the file's order
     */
    static Map<String, Given> read(Path file, String name, List<String> problems) {
        YamlFile yaml = new YamlFile(name, problems);
        try {
            if (Files.isDirectory(file)) {
                problems.add(name + " is a folder, not a file");
            } else if (Files.size(file) > LARGEST) {
                problems.add(name + " is larger than 1 MB: that is no file of settings");
            } else {
                yaml.parse(Files.readString(file));
            }
        } catch (IOException e) {
            problems.add(name + " cannot be read: " + reason(e));
        }
        return yaml.values;
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException _ -> "there is no such file";
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.charset.CharacterCodingException _ -> "it is not text in UTF-8";
            default -> e.getClass().getSimpleName();
        };
    }

    private void parse(String text) throws IOException {
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return;
            }
            if (first != JsonToken.START_OBJECT) {
                problems.add(at(parser) + ": settings are written as NAME: VALUE");
                return;
            }
            group(parser, "", 1);
            if (parser.nextToken() != null) {
                problems.add(at(parser) + ": a second document (after ---) is not allowed");
            }
        } catch (JsonProcessingException e) {
            problems.add(malformed(e));
        }
    }

    private void group(YAMLParser parser, String prefix, int depth) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String path = prefix + parser.currentName();
            JsonToken token = parser.nextToken();
            if (parser.isCurrentAlias()) {
                problems.add(at(parser) + ": aliases (*) are not allowed; write the value itself, in quotes");
                continue;
            }
            switch (token) {
                case START_OBJECT -> {
                    if (depth == DEEPEST) {
                        // No setting is that deep: the name is reported as unknown.
                        put(parser, path, "");
                        parser.skipChildren();
                    } else {
                        group(parser, path + ".", depth + 1);
                    }
                }
                case START_ARRAY -> list(parser, path);
                // A group all of whose settings are commented out.
                case VALUE_NULL -> {
                    if (Settings.ALL.stream().noneMatch(s -> s.path().startsWith(path + "."))) {
                        put(parser, path, "");
                    }
                }
                default -> put(parser, path, parser.getText());
            }
        }
    }

    private void list(YAMLParser parser, String path) throws IOException {
        String source = at(parser);
        List<String> items = new ArrayList<>();
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            if (item.isScalarValue() && !parser.isCurrentAlias()) {
                items.add(parser.getText());
            } else {
                problems.add(at(parser) + ": " + Shown.plain(path) + " takes plain values");
                parser.skipChildren();
            }
        }
        put(source, path, String.join(",", items));
    }

    private void put(YAMLParser parser, String path, String text) {
        put(at(parser), path, text);
    }

    private void put(String source, String path, String text) {
        Given earlier = values.putIfAbsent(path, new Given(text, source));
        if (earlier != null) {
            problems.add(source + ": " + Shown.plain(path) + " is there already (" + earlier.source() + ")");
        }
    }

    private String at(YAMLParser parser) {
        return at(parser.currentTokenLocation().getLineNr());
    }

    private String at(int line) {
        return name + " line " + line;
    }

    // Not the parser's own message: it quotes the file, in which there may be secrets.
    private String malformed(JsonProcessingException e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException marked) {
                Mark mark = marked.getProblemMark();
                String where = mark == null ? name : at(mark.getLine() + 1) + " column " + (mark.getColumn() + 1);
                String problem = marked.getProblem() == null ? "" : ": " + Shown.plain(marked.getProblem());
                return where + ": this is not YAML" + problem;
            }
        }
        JsonLocation location = e.getLocation();
        return (location == null ? name : at(location.getLineNr())) + ": this is not YAML";
    }
}
