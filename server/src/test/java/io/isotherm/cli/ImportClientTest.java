package io.isotherm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ImportClientTest {
    @Test
    void aGatewayThatSetsItsCookieAtThePreviewSeesItForTheWholeRun() throws Exception {
        Vertx vertx = Vertx.vertx();
        List<String> seen = new CopyOnWriteArrayList<>();
        // As deploy/docker/web/isotherm.conf sets it.
        HttpServer gateway = vertx.createHttpServer().requestHandler(request -> {
            seen.add(request.method() + " " + request.path() + " " + request.getHeader("Cookie"));
            if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
                request.response().writeContinue();
            }
            request.endHandler(end -> {
                if (request.getHeader("Cookie") == null) {
                    request.response()
                            .putHeader("Set-Cookie", "isotherm_route=5f3c; Path=/; HttpOnly; SameSite=Strict");
                }
                request.response().end("{}");
            });
            request.resume();
        });
        int port = gateway.listen(0, "127.0.0.1").await().actualPort();
        try (ImportClient client = new ImportClient(URI.create("http://127.0.0.1:" + port + "/"), null)) {
            client.preview("a,b\n".getBytes(UTF_8), Map.of());
            client.start(new ByteArrayInputStream("a,b\n".getBytes(UTF_8)), Map.of("id", "7"));
            client.progress("7");
            client.stop("7");
        } finally {
            vertx.close().await();
        }
        assertThat(seen)
                .containsExactly(
                        "POST /api/v1/import/preview null",
                        "POST /api/v1/imports isotherm_route=5f3c",
                        "GET /api/v1/imports/7 isotherm_route=5f3c",
                        "DELETE /api/v1/imports/7 isotherm_route=5f3c");
    }
}
