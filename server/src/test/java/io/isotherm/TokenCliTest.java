package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.Cli;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code token}, against the whole server. */
class TokenCliTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> env = new HashMap<>();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("admin.token"), "0123456789abcdef0123456789abcdef\n");
        server = TestServer.start(
                folder.resolve("data"),
                "--admin-token-file",
                folder.resolve("admin.token").toString());
        env.put("ISOTHERM_SERVER", server.address().toString());
        env.put("ISOTHERM_ADMIN_TOKEN_FILE", "admin.token");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Cli.run(args, env, folder, new PrintWriter(out), new PrintWriter(err), (_, _) -> 77);
    }

    private int send(String token, String sensor) {
        return TestServer.send(server.request("/api/v1/readings")
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"sensor\":\"" + sensor + "\",\"value\":4.5}")))
                .statusCode();
    }

    @Test
    void theAdministratorsTokenIsMadeOnceForItsOwnerAlone() throws IOException {
        assertThat(run("token", "admin", "--token-file", "new.token")).isZero();
        String token = Files.readString(folder.resolve("new.token")).strip();
        assertThat(token).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("new.token"))))
                .isEqualTo("rw-------");
        assertThat(out + "" + err).contains("was made", "new.token").doesNotContain(token);

        assertThat(run("token", "admin", "--token-file", "new.token", "--show")).isZero();
        assertThat(out.toString().strip()).isEqualTo(token);
        assertThat(err.toString()).contains("is in").doesNotContain("was made");
        try (TestServer other = TestServer.start(
                folder.resolve("other"),
                "--admin-token-file",
                folder.resolve("new.token").toString())) {
            env.put("ISOTHERM_SERVER", other.address().toString());
            assertThat(run("token", "list", "--token-file", "new.token")).isZero();
        }
    }

    @Test
    void whereTheAdministratorsTokenCannotBeMadeThatIsSaid() throws IOException {
        assertThat(run("token", "admin", "--token-file", "nowhere/admin.token")).isEqualTo(1);
        assertThat(err.toString()).contains("nowhere/admin.token cannot be made");
        Files.writeString(folder.resolve("empty.token"), "");
        assertThat(run("token", "admin", "--token-file", "empty.token")).isEqualTo(1);
        assertThat(err.toString()).contains("holds no token");
        env.remove("ISOTHERM_ADMIN_TOKEN_FILE");
        assertThat(run("token", "admin")).isEqualTo(2);
        assertThat(err.toString()).contains("--token-file FILE");
    }

    @Test
    void aTokenIsMadeUsedListedAndRevoked() {
        assertThat(run("token", "add", "Fridge in the kitchen", "--device", "fridge-1", "--device", "hall/*"))
                .as(err.toString())
                .isZero();
        String token = out.toString().strip();
        assertThat(token).matches("iso_[A-Za-z0-9_-]{43}");
        assertThat(err.toString())
                .contains("\"Fridge in the kitchen\"")
                .contains("fridge-1, hall/*")
                .contains("once")
                .doesNotContain(token);
        assertThat(send(token, "fridge-1/air")).isEqualTo(204);

        assertThat(run("token", "list")).isZero();
        assertThat(out.toString())
                .contains("Fridge in the kitchen")
                .contains("fridge-1, hall/*")
                .doesNotContain(token);
        String id = out.toString().lines().skip(1).findFirst().orElseThrow().split(" ", 2)[0];

        assertThat(run("token", "revoke", id)).isZero();
        assertThat(send(token, "fridge-1/air")).isEqualTo(401);
        run("token", "list");
        assertThat(out.toString()).doesNotContain("Fridge");
        run("token", "list", "--revoked");
        assertThat(out.toString()).contains("Fridge").contains("revoked 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token add",
                "token add Name",
                "token add Name --all --site a",
                "token add Name --device",
                "token add Name --all more",
                "token revoke",
                "token lisst",
                "token --whatever",
            })
    void whatIsTypedWrongDoesNothing(String line) {
        assertThat(run(line.split(" "))).isEqualTo(Cli.MISUSED);
        assertThat(err.toString()).startsWith("isotherm: ").contains("token --help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatTheServerRefusesIsToldInItsWords() {
        assertThat(run("token", "add", "x", "--site", "nowhere")).isEqualTo(Cli.FAILED);
        assertThat(err.toString()).contains("does not exist: nowhere");
        assertThat(run("token", "revoke", "no such/token")).isEqualTo(Cli.FAILED);
        env.remove("ISOTHERM_ADMIN_TOKEN_FILE");
        assertThat(run("token", "list")).isEqualTo(Cli.FAILED);
        assertThat(err.toString()).contains("--token-file");
    }

    @Test
    void aServerThatIsNotThereIsTold() {
        assertThat(run("token", "list", "--server", "http://127.0.0.1:1")).isEqualTo(Cli.FAILED);
        assertThat(err.toString()).contains("no answer from http://127.0.0.1:1").contains("--server");
        for (String address : new String[] {"localhost:8080", "ftp://a", "http://user:secret@localhost", "http:// a"}) {
            assertThat(run("token", "list", "--server", address)).isEqualTo(Cli.FAILED);
            assertThat(err.toString()).contains("is no server's address");
        }
        assertThat(run("token", "list", "--token-file", "missing")).isEqualTo(Cli.FAILED);
        assertThat(err.toString()).contains("cannot be read");
    }

    @Test
    void theHelpSuffices() {
        for (String command :
                new String[] {"token --help", "token", "token add --help", "token list -h", "token revoke -h"}) {
            assertThat(run(command.split(" "))).isZero();
            assertThat(out.toString()).contains("Usage: ./isotherm token");
        }
        run("token", "add", "--help");
        assertThat(out.toString()).contains("--device=KEY", "--site=ID", "--all", "--server=URL", "--token-file=FILE");
    }
}
