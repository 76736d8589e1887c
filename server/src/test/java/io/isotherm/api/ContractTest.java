package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ContractTest {
    /** Mounted by ingest, and tried there. */
    private static final Set<String> INGEST = Set.of(
            "POST /api/v1/readings",
            "POST /api/v1/write",
            "POST /v1/metrics",
            "POST /api/v1/ingest/ttn",
            "POST /api/v1/ingest/chirpstack",
            "POST /api/v1/{token}/telemetry",
            "POST /api/v1/{token}/attributes",
            "POST /v1.1/Observations",
            "POST /v1.1/CreateObservations",
            "GET /api/v1/senders",
            "POST /api/v1/import/preview",
            "POST /api/v1/imports",
            "GET /api/v1/imports",
            "GET /api/v1/imports/{id}",
            "DELETE /api/v1/imports/{id}",
            "POST /api/v2/write",
            "POST /write",
            "GET /query",
            "POST /query",
            "GET /ping",
            "GET /health");

    @Test
    void everyRouteIsInTheContractAndTheOtherWayRound() {
        try (ApiServer server = new ApiServer()) {
            Set<String> mounted = new TreeSet<>();
            for (Route route : server.routes()) {
                Set<HttpMethod> methods = route.methods();
                if (methods != null) {
                    methods.stream()
                            // Every GET may be asked as HEAD: the contract says so once.
                            .filter(method -> !method.equals(HttpMethod.HEAD))
                            .forEach(method -> mounted.add(method + " "
                                    + String.valueOf(route.getPath()).replaceAll(":(\\w+)", "{$1}")));
                }
            }
            Set<String> written = Contract.operations();
            assertThat(written).containsAll(INGEST);
            written.removeAll(INGEST);
            assertThat(mounted).isEqualTo(written);
        }
    }

    @Test
    void everyGetMayBeAskedAsHead() {
        try (ApiServer server = new ApiServer()) {
            for (Route route : server.routes()) {
                Set<HttpMethod> methods = route.methods();
                if (methods != null && methods.contains(HttpMethod.GET)) {
                    assertThat(methods).as(route.getPath()).contains(HttpMethod.HEAD);
                }
            }
        }
    }

    @Test
    void theContractAndItsReadableFormAreServed() {
        try (ApiServer server = new ApiServer()) {
            assertThat(server.get("/api/openapi.yaml").body()).startsWith("openapi: 3.1.0");
            String page = server.get("/api/docs").body();
            assertThat(page)
                    .startsWith("<!doctype html>")
                    .contains("/api/v1/sensors/{id}/readings")
                    .contains("fridge-1/air")
                    .doesNotContain("<script")
                    .doesNotContain("$ref");
            for (String operation : Contract.operations()) {
                assertThat(page).contains("<code>" + operation + "</code>");
            }
        }
    }
}
