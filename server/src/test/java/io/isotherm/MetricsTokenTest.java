package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.security.AccessException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTokenTest {
    private static final String ADMIN = "a".repeat(40);
    private static final String METRICS = "m".repeat(40);

    @TempDir
    Path folder;

    private Path file(String name, String token) throws IOException {
        return Files.writeString(folder.resolve(name), token + "\n");
    }

    private static int status(TestServer server, String method, String path, String token) {
        var request = server.request(path).method(method, HttpRequest.BodyPublishers.noBody());
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return TestServer.send(request).statusCode();
    }

    @Test
    void itOpensTheMetricsAndNothingElse() throws IOException {
        try (TestServer server = TestServer.start(
                folder.resolve("data"),
                "--admin-token-file",
                file("admin", ADMIN).toString(),
                "--metrics-token-file",
                file("metrics", METRICS).toString())) {
            assertThat(status(server, "GET", "/metrics", METRICS)).isEqualTo(200);
            assertThat(status(server, "GET", "/metrics", ADMIN)).isEqualTo(200);
            assertThat(status(server, "GET", "/metrics", "")).isEqualTo(401);
            assertThat(status(server, "GET", "/metrics", METRICS + "m")).isEqualTo(401);
            assertThat(status(server, "POST", "/metrics", METRICS)).isEqualTo(401);
            assertThat(status(server, "GET", "/api/v1/sensors", METRICS)).isEqualTo(401);
            assertThat(status(server, "GET", "/api/v1/status/parts", METRICS)).isEqualTo(401);
            assertThat(status(server, "POST", "/api/v1/readings", METRICS)).isEqualTo(401);
        }
    }

    @Test
    void aTokenThatCanBeGuessedIsRefused() throws IOException {
        String file = file("metrics", "short").toString();
        assertThatThrownBy(() -> TestServer.start(folder.resolve("data"), "--metrics-token-file", file)
                        .close())
                .isInstanceOf(AccessException.class)
                .hasMessageContaining("not fit", "32");
    }
}
