package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Path;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over Socket.IO is what docs/asyncapi.yaml says. */
class AsyncApiTest {
    private static final Path CONTRACT = Path.of("..", "docs", "asyncapi.yaml");

    @TempDir
    Path data;

    private final JsonObject contract =
            new JsonObject(new JsonMapper().writeValueAsString(new YAMLMapper().readTree(CONTRACT.toFile())));

    AsyncApiTest() throws IOException {}

    @Test
    void everyMessageIsAsDescribed() throws Exception {
        try (TestServer server = TestServer.start(data);
                SocketPage page = new SocketPage(server, "websocket")) {
            JSONObject request = new JSONObject("{\"all\":true,\"mode\":\"every\",\"interval\":20}");
            conforms("Subscribe", request);
            JSONObject subscribed = page.call("subscribe", request);
            conforms("Subscribed", subscribed);
            server.post("/api/v1/readings", "{\"sensor\":\"a\",\"value\":4.5}");
            conforms("Frame", page.frame());
            conforms("CatalogChange", page.sensors());
            conforms("Refused", page.call("subscribe", new JSONObject()));
            JSONObject unsubscribe = new JSONObject().put("subscription", subscribed.getInt("subscription"));
            conforms("Unsubscribe", unsubscribe);
            assertThat(page.call("unsubscribe", unsubscribe).length()).isZero();
        }
    }

    @Test
    void theContractIsNotSoLooseThatAnythingConforms() {
        assertThat(validate("Frame", new JsonObject("{\"s\":[1],\"t\":[2],\"v\":[\"warm\"],\"q\":[0],\"now\":3}"))
                        .getValid())
                .isFalse();
        assertThat(validate("Subscribed", new JsonObject("{\"subscription\":1}"))
                        .getValid())
                .isFalse();
    }

    private void conforms(String schema, JSONObject message) {
        OutputUnit result = validate(schema, new JsonObject(message.toString()));
        assertThat(result.getValid())
                .as(() -> schema + " " + message + " " + result.getErrors())
                .isTrue();
    }

    private OutputUnit validate(String schema, JsonObject message) {
        JsonObject root = new JsonObject()
                .put("$ref", "#/components/schemas/" + schema)
                .put("components", contract.getJsonObject("components"));
        return Validator.create(
                        JsonSchema.of(root),
                        new JsonSchemaOptions()
                                .setBaseUri("https://isotherm.invalid")
                                .setDraft(Draft.DRAFT202012)
                                .setOutputFormat(OutputFormat.Basic))
                .validate(message);
    }
}
