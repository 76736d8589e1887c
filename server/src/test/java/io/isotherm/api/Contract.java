package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableRequest;
import io.vertx.openapi.validation.ValidatableResponse;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import io.vertx.openapi.validation.impl.ValidatableRequestImpl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * openapi.yaml, held against what is really sent. The validator knows fewer media types than the contract has: problem
 * documents and merge patches are checked as the JSON that they are, other texts not at all.
 */
public final class Contract {
    private static final String JSON = "application/json";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    private final OpenAPIContract contract;
    private final RequestValidator requests;
    private final ResponseValidator responses;

    public Contract(Vertx vertx) {
        contract = OpenAPIContract.from(vertx, withKnownMediaTypes(document())).await();
        requests = RequestValidator.create(vertx, contract);
        responses = ResponseValidator.create(vertx, contract);
    }

    static JsonObject document() {
        try (InputStream yaml = Objects.requireNonNull(Contract.class.getResourceAsStream("/openapi.yaml"))) {
            Map<String, Object> tree = new YAMLMapper().readValue(yaml, new TypeReference<Map<String, Object>>() {});
            return new JsonObject(new JsonObject(tree).encode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All operations, as {@code GET /api/v1/sensors/{id}}. */
    static Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        JsonObject paths = document().getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            paths.getJsonObject(path).fieldNames().stream()
                    .filter(METHODS::contains)
                    .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path));
        }
        return operations;
    }

    private static JsonObject withKnownMediaTypes(JsonObject node) {
        JsonObject changed = new JsonObject();
        for (String name : node.fieldNames()) {
            Object value = changed(node.getValue(name));
            if (name.equals("content") && value instanceof JsonObject content) {
                JsonObject known = new JsonObject();
                content.forEach(form -> {
                    String type = known(form.getKey());
                    known.put(type, type.equals(JSON) ? form.getValue() : new JsonObject());
                });
                value = known;
            }
            changed.put(name, value);
        }
        return changed;
    }

    private static @Nullable Object changed(@Nullable Object value) {
        return switch (value) {
            case JsonObject object -> withKnownMediaTypes(object);
            case JsonArray array -> {
                JsonArray items = new JsonArray();
                array.forEach(item -> items.add(changed(item)));
                yield items;
            }
            case null, default -> value;
        };
    }

    private static String known(String mediaType) {
        String type = mediaType.split(";", 2)[0];
        return type.endsWith("json") && !type.endsWith("ndjson") ? JSON : "text/plain";
    }

    /** Fails if the answer, or the request that got a good one, is not as the contract has it. */
    public void check(HttpRequest request, @Nullable String body, HttpResponse<String> response) {
        URI uri = request.uri();
        Operation operation = contract.findOperation(uri.getPath(), HttpMethod.valueOf(request.method()));
        if (operation == null) {
            assertThat(response.statusCode()).as("not in the contract: " + uri).isGreaterThanOrEqualTo(400);
            return;
        }
        String id = operation.getOperationId();
        if (response.statusCode() < 300) {
            requests.validate(validatable(request, body, operation), id).await();
        }
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name, values.getFirst().replace("\"", "")));
        String type = response.headers()
                .firstValue("content-type")
                .map(Contract::known)
                .orElse(null);
        Buffer content = response.body().isEmpty() ? null : Buffer.buffer(response.body());
        responses
                .validate(ValidatableResponse.create(response.statusCode(), headers, content, type), id)
                .await();
    }

    private static ValidatableRequest validatable(HttpRequest request, @Nullable String body, Operation operation) {
        Map<String, RequestParameter> headers = new HashMap<>();
        request.headers()
                .map()
                .forEach((name, values) ->
                        // It takes quotes for JSON.
                        headers.put(name, parameter(values.getFirst().replace("\"", ""))));
        Map<String, RequestParameter> query = new HashMap<>();
        String text = request.uri().getQuery();
        if (text != null) {
            for (String pair : text.split("&", -1)) {
                int end = pair.indexOf('=');
                query.put(pair.substring(0, end), parameter(pair.substring(end + 1)));
            }
        }
        String[] path = request.uri().getPath().split("/", -1);
        String[] template = operation.getOpenAPIPath().split("/", -1);
        Map<String, RequestParameter> parts = new HashMap<>();
        for (int i = 0; i < template.length; i++) {
            if (template[i].startsWith("{")) {
                parts.put(template[i].substring(1, template[i].length() - 1), parameter(path[i]));
            }
        }
        String type = request.headers()
                .firstValue("content-type")
                .map(Contract::known)
                .orElse(null);
        RequestParameter content = new RequestParameterImpl(body == null ? null : Buffer.buffer(body));
        return new ValidatableRequestImpl(Map.of(), headers, parts, query, content, type);
    }

    private static RequestParameter parameter(String value) {
        return new RequestParameterImpl(value);
    }
}
