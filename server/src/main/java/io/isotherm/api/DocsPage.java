package io.isotherm.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** An OpenAPI document as one HTML page, without scripts. */
final class DocsPage {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final ObjectWriter PRETTY = new ObjectMapper().writerWithDefaultPrettyPrinter();

    private static final String STYLE = """
            :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
            body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            section { border-top: 1px solid #8886; margin-top: 2rem; padding-top: .5rem; }
            h3 { font-size: 1.05rem; overflow-wrap: anywhere; }
            code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
            pre { overflow-x: auto; padding: .75rem; border: 1px solid #8886; border-radius: .4rem; }
            .method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884; }
            nav ul { columns: 2; list-style: none; padding: 0; }
            nav a { overflow-wrap: anywhere; }
            """;

    private final JsonNode contract;
    private final StringBuilder html = new StringBuilder(64_000);

    private DocsPage(JsonNode contract) {
        this.contract = contract;
    }

    /** @param yaml an OpenAPI document; references in it are to its own components */
    static String of(byte[] yaml) {
        try {
            return new DocsPage(new YAMLMapper().readTree(yaml)).render();
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml is no YAML", e);
        }
    }

    private String render() throws JsonProcessingException {
        JsonNode info = contract.path("info");
        String title = escaped(info.path("title").asText());
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(title)
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(title)
                .append("</h1>\n");
        prose(info.path("description").asText());
        html.append("<p>For programs: <a href=\"/api/openapi.yaml\">openapi.yaml</a>.</p>\n<nav><ul>\n");
        eachOperation((method, path, operation) -> html.append("<li><a href=\"#")
                .append(escaped(operation.path("operationId").asText()))
                .append("\"><code>")
                .append(escaped(method.toUpperCase(Locale.ROOT) + " " + path))
                .append("</code></a></li>\n"));
        html.append("</ul></nav>\n<main>\n");
        eachOperation(this::operation);
        html.append("<section><h2>Schemas</h2>\n");
        for (Map.Entry<String, JsonNode> schema :
                contract.path("components").path("schemas").properties()) {
            html.append("<h3 id=\"schema-")
                    .append(escaped(schema.getKey()))
                    .append("\"><code>")
                    .append(escaped(schema.getKey()))
                    .append("</code></h3>\n");
            prose(schema.getValue().path("description").asText());
            members(schema.getValue());
        }
        return html.append("</section>\n</main>\n</body>\n</html>\n").toString();
    }

    private interface OperationVisitor {
        void visit(String method, String path, JsonNode operation) throws JsonProcessingException;
    }

    private void eachOperation(OperationVisitor visitor) throws JsonProcessingException {
        for (Map.Entry<String, JsonNode> path : contract.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    visitor.visit(method.getKey(), path.getKey(), method.getValue());
                }
            }
        }
    }

    private void operation(String method, String path, JsonNode operation) throws JsonProcessingException {
        html.append("<section id=\"")
                .append(escaped(operation.path("operationId").asText()))
                .append("\">\n<h3><span class=\"method\">")
                .append(escaped(method.toUpperCase(Locale.ROOT)))
                .append("</span> <code>")
                .append(escaped(path))
                .append("</code></h3>\n<p><strong>")
                .append(inline(operation.path("summary").asText()))
                .append("</strong></p>\n");
        prose(operation.path("description").asText());
        JsonNode parameters = operation.path("parameters");
        if (!parameters.isEmpty()) {
            html.append("<table><tr><th>Parameter</th><th>In</th><th>Type</th><th>Meaning</th></tr>\n");
            for (JsonNode given : parameters) {
                JsonNode parameter = resolved(given);
                row(
                        code(parameter.path("name").asText())
                                + (parameter.path("required").asBoolean() ? " (required)" : ""),
                        escaped(parameter.path("in").asText()),
                        type(parameter.path("schema")),
                        inline(parameter.path("description").asText()));
            }
            html.append("</table>\n");
        }
        content("Body", resolved(operation.path("requestBody")).path("content"));
        html.append("<table><tr><th>Status</th><th>Answer</th></tr>\n");
        for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
            row(
                    code(response.getKey()),
                    inline(resolved(response.getValue()).path("description").asText()));
        }
        html.append("</table>\n");
        for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
            if (response.getKey().startsWith("2")) {
                content("Answer", resolved(response.getValue()).path("content"));
            }
        }
        html.append("</section>\n");
    }

    private void content(String label, JsonNode content) throws JsonProcessingException {
        for (Map.Entry<String, JsonNode> form : content.properties()) {
            html.append("<p>")
                    .append(label)
                    .append(": ")
                    .append(code(form.getKey()))
                    .append(" ")
                    .append(type(form.getValue().path("schema")))
                    .append("</p>\n");
            example(form.getValue().path("example"));
            for (JsonNode example : form.getValue().path("examples")) {
                example(resolved(example).path("value"));
            }
        }
    }

    private void example(JsonNode example) throws JsonProcessingException {
        if (!example.isMissingNode()) {
            html.append("<pre><code>")
                    .append(escaped(example.isTextual() ? example.asText() : PRETTY.writeValueAsString(example)))
                    .append("</code></pre>\n");
        }
    }

    private void members(JsonNode schema) {
        if (schema.path("properties").isEmpty()) {
            html.append("<p>").append(type(schema)).append("</p>\n");
            return;
        }
        html.append("<table><tr><th>Member</th><th>Type</th><th>Meaning</th></tr>\n");
        for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
            row(
                    code(member.getKey()),
                    type(member.getValue()),
                    inline(member.getValue().path("description").asText()));
        }
        html.append("</table>\n");
    }

    private void row(String... cells) {
        html.append("<tr>");
        for (String cell : cells) {
            html.append("<td>").append(cell).append("</td>");
        }
        html.append("</tr>\n");
    }

    /** What a schema takes, in a few words, as HTML. */
    private static String type(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        if (!reference.isEmpty()) {
            String name = escaped(reference.substring(reference.lastIndexOf('/') + 1));
            return "<a href=\"#schema-" + name + "\">" + name + "</a>";
        }
        if (schema.has("enum")) {
            StringBuilder words = new StringBuilder();
            schema.path("enum")
                    .forEach(word -> words.append(words.isEmpty() ? "" : ", ").append(code(word.asText())));
            return words.toString();
        }
        if (schema.has("oneOf") || schema.has("anyOf")) {
            StringBuilder forms = new StringBuilder();
            JsonNode all = schema.has("oneOf") ? schema.path("oneOf") : schema.path("anyOf");
            all.forEach(form -> forms.append(forms.isEmpty() ? "" : " or ").append(type(form)));
            return forms.toString();
        }
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            StringBuilder words = new StringBuilder();
            type.forEach(word -> words.append(words.isEmpty() ? "" : " or ").append(escaped(word.asText())));
            return words.toString();
        }
        return type.asText().equals("array") ? "array of " + type(schema.path("items")) : escaped(type.asText());
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.startsWith("#/") ? contract.at(reference.substring(1)) : node;
    }

    private void prose(String text) {
        if (!text.isBlank()) {
            for (String paragraph : text.strip().split("\n\\s*\n", -1)) {
                html.append("<p>").append(inline(paragraph)).append("</p>\n");
            }
        }
    }

    private static String inline(String text) {
        return CODE.matcher(escaped(text)).replaceAll("<code>$1</code>");
    }

    private static String code(String text) {
        return "<code>" + escaped(text) + "</code>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
