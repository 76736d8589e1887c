package io.isotherm.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.store.MemoryTokenStore;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sender's token opens, in which form, and what not. */
class SenderAccessTest {
    private static final String ADMIN = "0123456789abcdef0123456789abcdef";
    private static final Grant KITCHEN = new Grant.Devices(List.of("kitchen"));

    @TempDir
    Path folder;

    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-24T06:00:00Z"));
    private final Tokens tokens = Tokens.open(new MemoryTokenStore(), clock);
    private final Tokens.Created created =
            tokens.create("Kitchen", KITCHEN, "administrator").orElseThrow();
    private final Caller.Sender sender = new Caller.Sender(created.token().id(), "Kitchen", KITCHEN);
    private Access access;
    private Access loopback;

    @BeforeEach
    void open() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, ADMIN);
        access = Access.open(new SecuritySettings("0.0.0.0", Optional.of(file), List.of()), clock)
                .withSenders(tokens);
        loopback = Access.open(new SecuritySettings("127.0.0.1", Optional.empty(), List.of()), clock)
                .withSenders(tokens);
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    private static Visit visit(String method, String path, String authorization) {
        int query = path.indexOf('?');
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Host", "localhost");
        if (!authorization.isEmpty()) {
            headers.add("Authorization", authorization);
        }
        return new Visit(
                HttpMethod.valueOf(method),
                query < 0 ? path : path.substring(0, query),
                query < 0 ? "" : path.substring(query + 1),
                headers,
                "203.0.113.9");
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static int status(Caller caller) {
        return caller instanceof Caller.Stranger stranger ? stranger.denial().status() : 0;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/v1/readings",
                "POST /api/v2/write",
                "POST /write",
                "POST /query",
                "GET /query",
                "GET /ping",
                "HEAD /ping",
                "GET /health",
                "POST /api/v1/ingest/ttn",
                "POST /api/v1/ingest/chirpstack",
                "POST /v1.1/Observations",
                "POST /v1.1/Datastreams(7)/Observations",
                "POST /v1.1/Datastreams('a b')/Observations",
                "POST /v1/metrics",
                "POST /api/v1/write",
            })
    void aSendersTokenOpensTheWaysIn(String request) {
        String[] parts = request.split(" ", 2);
        assertThat(access.caller(visit(parts[0], parts[1], "Bearer " + created.secret())))
                .isEqualTo(sender);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/readings",
                "GET /api/v1/sensors",
                "PUT /api/v1/sensors/a",
                "DELETE /api/v1/sensors/a",
                "POST /api/v1/sites",
                "GET /api/v1/tokens",
                "POST /api/v1/tokens",
                "DELETE /api/v1/tokens/a",
                "GET /api/v1/senders",
                "GET /api/v1/ingest/ttn",
                "GET /api/v1/export",
                "GET /api/v1/latest",
                "GET /metrics",
                "POST /api/v1/a/b/telemetry",
                "GET /v1.1/Observations",
                "POST /v1.1/Datastreams(7)/x/Observations",
                "DELETE /write",
                "GET /api/v2/write",
                "GET /",
            })
    void aSendersTokenOpensNothingElse(String request) {
        String[] parts = request.split(" ", 2);
        for (Access where : List.of(access, loopback)) {
            assertThat(status(where.caller(visit(parts[0], parts[1], "Bearer " + created.secret()))))
                    .isEqualTo(403);
        }
    }

    @Test
    void everyClientShowsItsTokenInItsOwnForm() {
        String secret = created.secret();
        for (Visit visit : List.of(
                visit("POST", "/write", "Bearer " + secret),
                visit("POST", "/write", "bearer  " + secret),
                visit("POST", "/api/v2/write?org=a&bucket=b", "Token " + secret),
                visit("POST", "/api/v2/write", "token " + secret),
                visit("POST", "/api/v2/write", "Token someone:" + secret),
                visit("POST", "/write?db=a", basic("someone:" + secret)),
                visit("POST", "/api/v1/readings", basic(":" + secret)),
                visit("POST", "/api/v1/readings", basic(secret + ":")),
                visit("POST", "/write?db=a&u=someone&p=" + secret, ""),
                visit("POST", "/write?u=" + secret, ""),
                visit("GET", "/ping?p=" + secret, ""),
                visit("POST", "/query?q=CREATE%20DATABASE%20x&u=a&p=" + secret.replace("_", "%5F"), ""),
                visit("POST", "/api/v1/" + secret + "/telemetry", ""),
                visit("POST", "/api/v1/" + secret + "/attributes", ""))) {
            assertThat(access.caller(visit)).isEqualTo(sender);
            assertThat(loopback.caller(visit)).isEqualTo(sender);
        }
    }

    @Test
    void formsThatBelongToOneWayInOpenNoOther() {
        String secret = created.secret();
        assertThat(status(access.caller(visit("POST", "/api/v1/readings?p=" + secret, ""))))
                .isEqualTo(401);
        assertThat(status(access.caller(visit("GET", "/api/v1/sensors?p=" + secret, ""))))
                .isEqualTo(401);
        assertThat(status(access.caller(visit("GET", "/api/v1/" + secret + "/telemetry", ""))))
                .isEqualTo(401);
        assertThat(status(access.caller(visit("POST", "/api/v1/" + secret + "/telemetry/x", ""))))
                .isEqualTo(401);
    }

    @Test
    void theAdministratorsTokenSendsTooButNotInAnAddress() {
        Caller administrator = new Caller.Administrator();
        for (String authorization : List.of("Bearer " + ADMIN, "Token " + ADMIN, basic("any:" + ADMIN))) {
            assertThat(access.caller(visit("POST", "/write", authorization))).isEqualTo(administrator);
        }
        assertThat(access.caller(visit("GET", "/api/v1/sensors", "Bearer " + ADMIN)))
                .isEqualTo(administrator);
        // There it would get into proxies' logs.
        assertThat(status(access.caller(visit("POST", "/write?u=a&p=" + ADMIN, ""))))
                .isEqualTo(401);
        assertThat(status(access.caller(visit("POST", "/api/v1/" + ADMIN + "/telemetry", ""))))
                .isEqualTo(401);
        // Basic and Token are for senders.
        assertThat(status(access.caller(visit("GET", "/api/v1/sensors", "Token " + ADMIN))))
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer iso_0123456789012345678901234567890123456789012",
        "Token",
        "Token x:",
        "Basic !!!!",
        "Basic",
        "Bearer",
        "Digest x",
    })
    void aTokenThatIsNoneOpensNothing(String authorization) {
        assertThat(status(access.caller(visit("POST", "/write", authorization))))
                .isEqualTo(401);
        // Where nobody signs in it is as good as none.
        assertThat(loopback.caller(visit("POST", "/write", authorization))).isEqualTo(new Caller.Administrator());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?p=%", "?p=%zz&u=%", "?=&&&p", "?p", "?&=", "?p=&u="})
    void aQueryThatIsMalformedOpensNothing(String query) {
        assertThat(status(access.caller(visit("POST", "/write" + query, "")))).isEqualTo(401);
    }

    @Test
    void aRevokedTokenOpensNothingAnyMore() {
        tokens.revoke(created.token().id());
        assertThat(status(access.caller(visit("POST", "/write", "Bearer " + created.secret()))))
                .isEqualTo(401);
    }

    @Test
    void guessersAreAnsweredEverMoreSlowlyAndOthersOfTheirAddressAsEver() {
        int last = 0;
        for (int i = 0; i <= FailureLimit.BURST; i++) {
            last = status(access.caller(visit("POST", "/api/v1/iso_guess" + i + "/telemetry", "")));
        }
        assertThat(last).isEqualTo(429);
        assertThat(access.caller(visit("POST", "/write", "Token " + created.secret())))
                .isEqualTo(sender);
    }

    @Test
    void anMqttClientShowsItsTokenAsPasswordOrAsUser() {
        assertThat(access.client("someone", created.secret(), "10.0.0.1")).isEqualTo(sender);
        assertThat(access.client(created.secret(), null, "10.0.0.1")).isEqualTo(sender);
        assertThat(access.client(created.secret(), "", "10.0.0.1")).isEqualTo(sender);
        assertThat(access.client("someone", ADMIN, "10.0.0.1")).isEqualTo(new Caller.Administrator());
        assertThat(status(access.client(null, null, "10.0.0.1"))).isEqualTo(401);
        assertThat(status(access.client("someone", "wrong", "10.0.0.1"))).isEqualTo(401);
        assertThat(loopback.client("someone", "wrong", "127.0.0.1")).isEqualTo(new Caller.Administrator());
        assertThat(loopback.client(created.secret(), null, "127.0.0.1")).isEqualTo(sender);
    }

    @Test
    void aSendersTokenOpensNoPageAndNoSession() {
        MultiMap none = MultiMap.caseInsensitiveMultiMap();
        assertThat(access.admitsSocket(none, created.secret(), "10.0.0.1")).isFalse();
        assertThat(access.signIn(created.secret(), "10.0.0.1", false)).isInstanceOf(SignIn.Refused.class);
        assertThat(access.admits(created.secret(), "10.0.0.1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/iso_abcdefghijk/telemetry, /api/v1/…/telemetry",
        "/api/v1/any-thing/attributes, /api/v1/…/attributes",
        "/api/v1/iso_abcdefghijk/telemetri, /api/v1/…/telemetri",
        "/write/iso_abcdefghijk, /write/…",
        "/api/v1/sensors/a, /api/v1/sensors/a",
    })
    void noTokenIsShownInAPath(String path, String shown) {
        assertThat(Secrets.masked(path)).isEqualTo(shown);
    }

    @Test
    void whatIsShownIsNotPrinted() {
        Visit visit = visit("POST", "/write?u=a&p=secret1", "Bearer secret2");
        assertThat(Credentials.ofSender(visit).toString()).doesNotContain("secret");
        assertThat(Credentials.ofSender(visit).address()).containsExactly("secret1");
    }
}
