package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.Site;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.StoreException;
import io.isotherm.store.TokenEntry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenApiTest {
    private final ApiServer server = new ApiServer();

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> post(String body) {
        return server.send("POST", "/api/v1/tokens", body, "Content-Type", "application/json");
    }

    private JsonObject create(String name, String grant) {
        HttpResponse<String> response = post("{\"name\":\"" + name + "\",\"grant\":" + grant + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return new JsonObject(response.body());
    }

    @Test
    void aTokenIsShownOnceWhenItIsMade() {
        server.catalog.create(new Site("pharmacy", "Pharmacy", ZoneId.of("Europe/Berlin"), 1));
        for (String grant :
                List.of("{\"devices\":[\"kitchen\",\"hall/*\"]}", "{\"site\":\"pharmacy\"}", "{\"all\":true}")) {
            JsonObject made = create("Gateway", grant);
            assertThat(made.getString("token")).startsWith("iso_");
            assertThat(made.getJsonObject("grant")).isEqualTo(new JsonObject(grant));
            assertThat(made.getString("by")).isEqualTo("local");
            String listed = server.get("/api/v1/tokens").body();
            assertThat(listed).contains(made.getString("id")).doesNotContain(made.getString("token"));
        }
        assertThat(server.json("/api/v1/tokens").getJsonArray("items")).hasSize(3);
    }

    @Test
    void aTokenThatIsRevokedIsListedOnRequestOnly() {
        String kept = create("Kept", "{\"all\":true}").getString("id");
        String revoked = create("Revoked", "{\"all\":true}").getString("id");
        for (int i = 0; i < 2; i++) {
            assertThat(server.send("DELETE", "/api/v1/tokens/" + revoked, null).statusCode())
                    .isEqualTo(204);
        }
        assertThat(server.send("DELETE", "/api/v1/tokens/nobodys", null).statusCode())
                .isEqualTo(404);
        assertThat(ids("/api/v1/tokens")).containsExactly(kept);
        assertThat(ids("/api/v1/tokens?revoked=true")).containsExactlyInAnyOrder(kept, revoked);
    }

    private List<String> ids(String path) {
        JsonArray items = server.json(path).getJsonArray("items");
        return items.stream().map(item -> ((JsonObject) item).getString("id")).toList();
    }

    @Test
    void theListIsReadPageByPage() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(create("n" + i, "{\"all\":true}").getString("id"));
        }
        List<String> read = new ArrayList<>();
        String next = "";
        do {
            String path = "/api/v1/tokens?limit=2" + (next.isEmpty() ? "" : "&cursor=" + next);
            read.addAll(ids(path));
            next = server.json(path).getString("next");
        } while (next != null);
        assertThat(read).containsExactlyInAnyOrderElementsOf(made);
        assertThat(server.get("/api/v1/tokens?cursor=nobodys").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"a\"}",
                "{\"name\":\"\",\"grant\":{\"all\":true}}",
                "{\"name\":7,\"grant\":{\"all\":true}}",
                "{\"name\":\"a\\u0000\",\"grant\":{\"all\":true}}",
                "{\"name\":\"a\",\"grant\":\"all\"}",
                "{\"name\":\"a\",\"grant\":{}}",
                "{\"name\":\"a\",\"grant\":{\"all\":false}}",
                "{\"name\":\"a\",\"grant\":{\"everything\":true}}",
                "{\"name\":\"a\",\"grant\":{\"all\":true,\"site\":\"a\"}}",
                "{\"name\":\"a\",\"grant\":{\"site\":\"nowhere\"}}",
                "{\"name\":\"a\",\"grant\":{\"site\":\"NO\"}}",
                "{\"name\":\"a\",\"grant\":{\"devices\":[]}}",
                "{\"name\":\"a\",\"grant\":{\"devices\":[7]}}",
                "{\"name\":\"a\",\"grant\":{\"devices\":[\"*\"]}}",
                "{\"name\":\"a\",\"grant\":{\"all\":true},\"token\":\"mine\"}",
            })
    void whatIsNoTokenIsRefusedWithAReason(String body) {
        HttpResponse<String> response = post(body);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(response.body()).getString("member")).isIn("name", "grant", "token");
        assertThat(server.catalogStore.tokens().tokens()).isEmpty();
    }

    @Test
    void whoMadeAndRevokedATokenIsInTheAudit() {
        JsonObject made = create("Gateway", "{\"devices\":[\"kitchen\"]}");
        server.send("DELETE", "/api/v1/tokens/" + made.getString("id"), null);
        List<AuditEntry> entries = server.catalogStore.audit(Long.MAX_VALUE, 10);
        assertThat(entries)
                .extracting(AuditEntry::action)
                .containsExactly("revoke-token", "revoke-token", "create-token", "create-token");
        assertThat(entries).extracting(AuditEntry::subject).containsOnly("token Gateway");
        assertThat(entries.getLast().detail()).isEqualTo("devices kitchen");
        assertThat(entries.toString()).doesNotContain(made.getString("token"));
    }

    @Test
    void whatCannotBeAuditedIsNotDone() {
        String id = create("Gateway", "{\"all\":true}").getString("id");
        server.catalogStore.failAuditWith(new StoreException("full"));
        assertThat(post("{\"name\":\"a\",\"grant\":{\"all\":true}}").statusCode())
                .isEqualTo(503);
        assertThat(server.send("DELETE", "/api/v1/tokens/" + id, null).statusCode())
                .isEqualTo(503);
        assertThat(server.catalogStore.tokens().tokens())
                .extracting(TokenEntry::revoked)
                .hasSize(1)
                .containsOnlyNulls();
    }
}
