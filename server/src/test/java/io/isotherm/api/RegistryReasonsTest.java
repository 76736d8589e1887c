package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes carry who, when and why: whatever changes the registry takes a reason, and the audit has it. */
class RegistryReasonsTest {
    private static final String JSON = "application/json";

    private ApiServer server;

    @BeforeEach
    void start() {
        server = new ApiServer();
        server.sensor("fridge/air");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonObject newestAudit() {
        return server.json("/api/v1/audit?limit=1").getJsonArray("items").getJsonObject(0);
    }

    @Test
    void everyChangeOfTheRegistryCanSayWhy() {
        Set<String> changes = new TreeSet<>();
        JsonObject paths = Contract.document().getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            if (!path.matches("/api/v1/(sensors|devices|sites|inbox|retention|tokens)\\b.*")) {
                continue;
            }
            JsonObject operations = paths.getJsonObject(path);
            for (String method : List.of("post", "put", "patch", "delete")) {
                if (operations.containsKey(method)
                        && !operations.getJsonObject(method).encode().contains("\"reason\"")
                        && !operations.getJsonObject(method).encode().contains("parameters/Reason")) {
                    changes.add(method.toUpperCase(Locale.ROOT) + " " + path);
                }
            }
        }
        assertThat(changes).as("changes that cannot say why").isEmpty();
    }

    private void saidWhy(String method, String path, @Nullable String body, String action) {
        HttpResponse<String> done =
                server.send(method, path + "?reason=because", body, "Content-Type", JSON, "If-Match", "*");
        assertThat(done.statusCode()).as(path + " " + done.body()).isBetween(200, 204);
        assertThat(newestAudit().getString("action")).isEqualTo(action);
        assertThat(newestAudit().getString("reason")).as(path).isEqualTo("because");
        HttpResponse<String> refused =
                server.send(method, path + "?reason=" + "x".repeat(501), body, "Content-Type", JSON, "If-Match", "*");
        assertThat(refused.statusCode()).as(path).isBetween(400, 409);
    }

    @Test
    void whyIsInTheAuditWhateverWasChanged() {
        saidWhy("POST", "/api/v1/sites", "{\"id\":\"lab\",\"name\":\"Lab\",\"zone\":\"UTC\"}", "create-site");
        saidWhy("PATCH", "/api/v1/sites/lab", "{\"name\":\"Laboratory\"}", "change-site");
        saidWhy("PUT", "/api/v1/retention/sites/lab", "{\"readingsDays\":3,\"summariesDays\":null}", "set-retention");
        saidWhy("DELETE", "/api/v1/retention/sites/lab", null, "remove-retention");
        saidWhy("DELETE", "/api/v1/sites/lab", null, "remove-site");
        saidWhy(
                "PUT",
                "/api/v1/retention/sensors/fridge-air",
                "{\"readingsDays\":3,\"summariesDays\":null}",
                "set-retention");
        saidWhy("DELETE", "/api/v1/retention/sensors/fridge-air", null, "remove-retention");
        saidWhy("POST", "/api/v1/tokens", "{\"name\":\"Gateway\",\"grant\":{\"all\":true}}", "create-token");
        String token = server.json("/api/v1/tokens")
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
        saidWhy("DELETE", "/api/v1/tokens/" + token, null, "revoke-token");
        for (String fate : List.of("adopt", "block", "discard")) {
            server.waiting(fate + "/air");
            saidWhy(
                    fate.equals("discard") ? "DELETE" : "POST",
                    "/api/v1/inbox/" + fate + (fate.equals("discard") ? "" : "/" + fate),
                    fate.equals("adopt") ? "{\"name\":\"Adopted\"}" : null,
                    fate + "-device");
        }
        saidWhy("POST", "/api/v1/inbox/block/unblock", null, "unblock-device");
    }
}
