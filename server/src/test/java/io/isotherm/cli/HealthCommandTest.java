package io.isotherm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server's answer is tried by the tests of packages; here it stands in for one that is not ready. */
class HealthCommandTest {
    @TempDir
    Path cwd;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health/ready", exchange -> {
            byte[] body = "{\"status\":\"as told\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aServerThatIsReadyIsHealthyAndToldSo() {
        assertThat(health("--http-port", port())).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("{\"status\":\"as told\"}");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void itIsAskedOnThisMachineWhereTheServerListensOnAllAddresses() {
        assertThat(health("--http-port", port(), "--listen", "0.0.0.0")).isZero();
    }

    @Test
    void withoutFlagsTheEnvironmentSaysWhereItIs() {
        assertThat(health(Map.of("ISOTHERM_HTTP_PORT", port()))).isZero();
        assertThat(health(Map.of("ISOTHERM_HTTP_PORT", "many"))).isEqualTo(2);
        assertThat(err.toString()).contains("http.port = \"many\"");
    }

    @Test
    void aServerThatIsNotReadyIsNotHealthyAndSaysWhy() {
        status = 503;
        assertThat(health("--http-port", port())).isEqualTo(1);
        assertThat(out.toString()).contains("as told");
        assertThat(err.toString()).contains("127.0.0.1:" + port() + " is not ready (503)");
    }

    @Test
    void noServerIsNotHealthy() {
        server.stop(0);
        assertThat(health("--http-port", port())).isEqualTo(1);
        assertThat(err.toString())
                .contains("no answer from http://127.0.0.1:" + port(), "is the server running there?");
    }

    private String port() {
        return Integer.toString(server.getAddress().getPort());
    }

    private int health(Map<String, String> env) {
        return run(env, "health");
    }

    private int health(String... flags) {
        String[] args = new String[flags.length + 1];
        args[0] = "health";
        System.arraycopy(flags, 0, args, 1, flags.length);
        return run(Map.of(), args);
    }

    private int run(Map<String, String> env, String... args) {
        return Cli.run(args, env, cwd, new PrintWriter(out), new PrintWriter(err), (_, _) -> {
            throw new AssertionError("nothing is to be started");
        });
    }
}
