package io.isotherm.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String ELSEWHERE = "203.0.113.9";

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-24T06:00:00Z");
    private final InstantSource clock = () -> now;
    private Path file;

    @BeforeEach
    void writeToken() throws IOException {
        file = folder.resolve("token");
        Files.writeString(file, TOKEN + "\n");
    }

    private Access local(String... allowedHosts) {
        return Access.open(new SecuritySettings("127.0.0.1", Optional.empty(), List.of(allowedHosts)), clock);
    }

    private Access open(String... allowedHosts) {
        return Access.open(new SecuritySettings("0.0.0.0", Optional.of(file), List.of(allowedHosts)), clock);
    }

    /** @param headers names and values in turn; a value of - leaves the header out */
    private static Visit visit(String method, String path, String... headers) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            if (!headers[i + 1].equals("-")) {
                map.add(headers[i], headers[i + 1]);
            }
        }
        return new Visit(HttpMethod.valueOf(method), path, map, ELSEWHERE);
    }

    private static int status(Optional<Denial> denial) {
        return denial.map(Denial::status).orElse(0);
    }

    private static String cookie(Access access) {
        SignIn answer = access.signIn(TOKEN, ELSEWHERE, false);
        assertThat(answer).isInstanceOf(SignIn.Granted.class);
        return ((SignIn.Granted) answer).setCookie().split(";", 2)[0];
    }

    // ---- the start

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "[2001:db8::1]"})
    void beyondThisMachineAnAdministratorIsNeeded(String listen) {
        assertThatThrownBy(() -> Access.open(new SecuritySettings(listen, Optional.empty(), List.of()), clock))
                .isInstanceOf(AccessException.class)
                .hasMessageContaining("--admin-token-file")
                .hasMessageContaining("ISOTHERM_ADMIN_TOKEN_FILE")
                .hasMessageContaining(listen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.5.5.5", "::1", "[::1]", "localhost"})
    void onThisMachineNobodySignsIn(String listen) {
        assertThat(Access.open(new SecuritySettings(listen, Optional.empty(), List.of()), clock)
                        .signInRequired())
                .isFalse();
    }

    @Test
    void aTokenFileAsksForSignInEverywhere() {
        Access access = Access.open(new SecuritySettings("127.0.0.1", Optional.of(file), List.of()), clock);
        assertThat(access.signInRequired()).isTrue();
        assertThat(status(access.check(visit("GET", "/api/v1/sensors", "Host", "localhost"))))
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789abcdef0123456789abcde",
                "0123456789abcdef 0123456789abcdef",
                "0123456789abcdef\n0123456789abcdef",
                "0123456789abcdef0123456789abcdeé",
                "0123456789abcdef0123456789abcde\u0001",
            })
    void aTokenThatIsNotFitStopsTheStart(String token) throws IOException {
        Files.writeString(file, token);
        assertThatThrownBy(this::open)
                .isInstanceOf(AccessException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("32");
    }

    @Test
    void aFileThatCannotBeReadOrIsHugeStopsTheStart() throws IOException {
        Files.writeString(file, "x".repeat(100_000));
        assertThatThrownBy(this::open).isInstanceOf(AccessException.class);
        Files.delete(file);
        assertThatThrownBy(this::open).isInstanceOf(AccessException.class).hasMessageContaining("NoSuchFile");
    }

    @Test
    void aHostThatIsNoneStopsTheStart() {
        assertThatThrownBy(() -> local("https://a.example")).isInstanceOf(AccessException.class);
        assertThatCode(() -> local("a.example", "b.example:8443", "[::1]:80")).doesNotThrowAnyException();
    }

    // ---- where a request comes from

    @ParameterizedTest
    @CsvSource({
        // Host, Origin, status
        "localhost:8080, -, 0",
        "LOCALHOST, -, 0",
        "127.0.0.1:8080, -, 0",
        "127.255.0.1, -, 0",
        "[::1]:8080, -, 0",
        "evil.example, -, 403",
        "evil.example:8080, -, 403",
        "127.0.0.1.evil.example, -, 403",
        "127.0.0.256, -, 403",
        "localhost.evil.example, -, 403",
        "localhost., -, 403",
        "192.168.1.5, -, 403",
        "[::2], -, 403",
        "-, -, 400",
        "localhost:99999, -, 400",
        "user@localhost, -, 400",
        "localhost/, -, 400",
        "localhost:8080, http://localhost:8080, 0",
        "localhost:8080, http://LOCALHOST:8080, 0",
        "localhost, http://localhost, 0",
        "localhost, http://localhost:80, 0",
        "[::1]:8080, http://[::1]:8080, 0",
        "localhost:8080, http://localhost:3000, 403",
        "localhost:8080, http://127.0.0.1:8080, 403",
        "localhost:8080, https://evil.example, 403",
        "localhost:8080, null, 403",
        "localhost:8080, file://, 403",
        "localhost:8080, chrome-extension://abc, 403",
        "localhost:8080, http://localhost:8080.evil.example, 403",
        "evil.example, http://evil.example, 403",
        "monitor.example:9000, -, 0",
        "monitor.example, https://monitor.example, 0",
        "localhost:8080, https://monitor.example, 0",
        "other.example:8443, -, 0",
        "other.example:8444, -, 403",
        "localhost:8080, https://other.example:8443, 0",
        "localhost:8080, https://other.example, 403",
    })
    void onThisMachineHostAndOriginAreChecked(String host, String origin, int expected) {
        Access access = local("monitor.example", "other.example:8443");
        for (String method : List.of("GET", "POST")) {
            Visit visit = visit(method, "/socket.io/", "Host", host, "Origin", origin);
            assertThat(status(access.checkSource(visit))).isEqualTo(expected);
        }
    }

    @Test
    void beyondThisMachineAnyNameWillDoButNotAnotherSite() {
        Access access = open();
        assertThat(access.checkSource(visit("GET", "/", "Host", "cold.example")))
                .isEmpty();
        assertThat(access.checkSource(visit("GET", "/", "Host", "cold.example", "Origin", "https://cold.example")))
                .isEmpty();
        assertThat(status(access.checkSource(
                        visit("GET", "/", "Host", "cold.example", "Origin", "https://evil.example"))))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, cross-site, 403",
        "POST, same-site, 403",
        "DELETE, cross-site, 403",
        "POST, same-origin, 0",
        "POST, none, 0",
        "POST, -, 0",
        "GET, cross-site, 0",
    })
    void aChangeFromAnotherSiteIsRefused(String method, String site, int expected) {
        Visit visit = visit(method, "/api/v1/demo", "Host", "localhost", "Sec-Fetch-Site", site);
        assertThat(status(local().check(visit))).isEqualTo(expected);
    }

    @Test
    void twoHostsAreNone() {
        Visit visit = visit("GET", "/", "Host", "localhost", "Host", "localhost");
        assertThat(status(local().checkSource(visit))).isEqualTo(400);
    }

    // ---- who asks

    @ParameterizedTest
    @CsvSource({
        "Bearer " + TOKEN + ", 0",
        "bearer  " + TOKEN + ", 0",
        "Bearer 0123456789abcdef0123456789abcdeF, 401",
        "Bearer 0123456789abcdef, 401",
        "Bearer, 401",
        "Basic " + TOKEN + ", 401",
        TOKEN + ", 401",
        "-, 401",
    })
    void theTokenIsAskedFor(String authorization, int expected) {
        Visit visit = visit("POST", "/api/v1/readings", "Host", "cold.example", "Authorization", authorization);
        assertThat(status(open().check(visit))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /health/live, true",
        "GET, /health, true",
        "HEAD, /ping, true",
        "POST, /ping, false",
        "POST, /write, false",
        "POST, /api/v2/write, false",
        "POST, /query, false",
        "GET, /query, false",
        "GET, /health/ready, true",
        "HEAD, /health/live, true",
        "GET, /api/v1/status, true",
        "POST, /api/v1/session, true",
        "DELETE, /api/v1/session, true",
        "GET, /socket.io/, true",
        "POST, /socket.io/, true",
        "GET, /socket.io, false",
        "GET, /api/v1/session, false",
        "POST, /api/v1/status, false",
        "GET, /metrics, false",
        "GET, /health, true",
        "HEAD, /ping, true",
        "POST, /ping, false",
        "GET, /query, false",
        "GET, /health/live/x, false",
        "GET, /api/docs, false",
        "GET, /, false",
    })
    void littleIsOpenToStrangers(String method, String path, boolean expected) {
        assertThat(Access.isOpen(visit(method, path))).isEqualTo(expected);
    }

    @Test
    void aSessionStandsForTheToken() {
        Access access = open();
        String cookie = cookie(access);
        Visit read = visit("GET", "/api/v1/sensors", "Host", "cold.example", "Cookie", "a=b; " + cookie);
        assertThat(access.check(read)).isEmpty();

        now = now.plus(Duration.ofHours(11));
        assertThat(access.check(read)).isEmpty();
        now = now.plus(Duration.ofHours(11));
        assertThat(access.check(read)).as("prolonged by use").isEmpty();
        now = now.plus(Duration.ofHours(12));
        assertThat(status(access.check(read))).as("12 h unused").isEqualTo(401);
    }

    @Test
    void aSessionEndsAfterSevenDaysInAnyCase() {
        Access access = open();
        Visit read = visit("GET", "/api/v1/sensors", "Host", "cold.example", "Cookie", cookie(access));
        for (int hours = 0; hours < 7 * 24; hours += 6) {
            assertThat(access.check(read)).isEmpty();
            now = now.plus(Duration.ofHours(6));
        }
        assertThat(status(access.check(read))).isEqualTo(401);
    }

    @Test
    void everyProcessWithTheSameTokenKnowsTheSession() throws IOException {
        String cookie = cookie(open());
        Visit read = visit("GET", "/api/v1/sensors", "Host", "cold.example", "Cookie", cookie);
        Access another = open();
        assertThat(another.check(read)).isEmpty();
        now = now.plus(Duration.ofHours(12));
        assertThat(status(another.check(read))).as("12 h unused there").isEqualTo(401);
        assertThat(open().check(read)).as("in one that did not see its use").isEmpty();
        now = now.plus(Duration.ofDays(7));
        assertThat(status(open().check(read))).isEqualTo(401);

        String other = cookie(open());
        Files.writeString(file, "another-token-that-is-long-enough-0123456789");
        assertThat(status(open().check(visit("GET", "/api/v1/sensors", "Host", "cold.example", "Cookie", other))))
                .as("with another token")
                .isEqualTo(401);
    }

    @Test
    void aSessionThatWasChangedIsNone() {
        Access access = open();
        String cookie = cookie(access);
        int from = cookie.indexOf('=') + 1;
        for (int at = from; at < cookie.length(); at++) {
            char other = cookie.charAt(at) == 'A' ? 'Q' : 'A';
            String changed = cookie.substring(0, at) + other + cookie.substring(at + 1);
            assertThat(status(access.check(visit("GET", "/api/v1/sensors", "Host", "cold.example", "Cookie", changed))))
                    .isEqualTo(401);
        }
    }

    @Test
    void signingOutEndsTheSession() {
        Access access = open();
        Visit read = visit("GET", "/api/v1/sensors", "Host", "cold.example", "Cookie", cookie(access));
        access.signOut(read.headers());
        assertThat(status(access.check(read))).isEqualTo(401);
        assertThat(Access.noCookie(false)).contains("Max-Age=0");
    }

    @ParameterizedTest
    @CsvSource({
        "-, -, 403",
        "https://cold.example, -, 0",
        "https://evil.example, -, 403",
        "-, same-origin, 0",
        "-, none, 0",
        "-, cross-site, 403",
        "-, same-site, 403",
    })
    void aChangeWithACookieNeedsABrowsersWord(String origin, String site, int expected) {
        Access access = open();
        String[] headers = {"Host", "cold.example", "Cookie", cookie(access), "Origin", origin, "Sec-Fetch-Site", site};
        assertThat(status(access.check(visit("DELETE", "/api/v1/sensors/a", headers))))
                .isEqualTo(expected);
    }

    @Test
    void aForgedSessionIsNone() {
        Visit visit =
                visit("GET", "/api/v1/sensors", "Host", "a", "Cookie", Access.COOKIE + "=; " + Access.COOKIE + "=x");
        assertThat(status(open().check(visit))).isEqualTo(401);
    }

    @Test
    void theCookieIsKeptFromScriptsAndOtherSites() {
        SignIn plain = open().signIn(TOKEN, ELSEWHERE, false);
        assertThat(((SignIn.Granted) plain).setCookie())
                .matches("isotherm_session=[A-Za-z0-9_-]{75}; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict");
        SignIn secure = open().signIn(TOKEN, ELSEWHERE, true);
        assertThat(((SignIn.Granted) secure).setCookie()).endsWith("; Secure");
        MultiMap proxied = MultiMap.caseInsensitiveMultiMap().add("X-Forwarded-Proto", "https");
        assertThat(Access.isSecure(false, proxied)).isTrue();
        assertThat(Access.isSecure(false, MultiMap.caseInsensitiveMultiMap())).isFalse();
    }

    @Test
    void guessingSlowsDownAndTheRightTokenStillWorksForSensors() {
        Access access = open();
        for (int i = 0; i < FailureLimit.BURST; i++) {
            assertThat(access.signIn("wrong", ELSEWHERE, false))
                    .isInstanceOfSatisfying(
                            SignIn.Refused.class,
                            refused -> assertThat(refused.denial().status()).isEqualTo(401));
        }
        assertThat(access.signIn(TOKEN, ELSEWHERE, false)).isInstanceOfSatisfying(SignIn.Refused.class, refused -> {
            assertThat(refused.denial().status()).isEqualTo(429);
            assertThat(refused.denial().retryAfterSeconds()).isBetween(1, 6);
        });
        assertThat(access.signIn(TOKEN, "198.51.100.1", false)).isInstanceOf(SignIn.Granted.class);
        now = now.plus(FailureLimit.PAUSE);
        assertThat(access.signIn(TOKEN, ELSEWHERE, false)).isInstanceOf(SignIn.Granted.class);

        Visit wrong = visit("POST", "/api/v1/readings", "Host", "a", "Authorization", "Bearer wrong");
        for (int i = 0; i < 30; i++) {
            access.check(wrong);
        }
        assertThat(status(access.check(wrong))).isEqualTo(429);
        assertThat(access.check(visit("POST", "/api/v1/readings", "Host", "a", "Authorization", "Bearer " + TOKEN)))
                .isEmpty();
    }

    @Test
    void mqttAndSocketIoAskForTheSame() {
        Access access = open();
        MultiMap none = MultiMap.caseInsensitiveMultiMap();
        assertThat(access.admits(TOKEN, ELSEWHERE)).isTrue();
        assertThat(access.admits("wrong", ELSEWHERE)).isFalse();
        assertThat(access.admits(null, ELSEWHERE)).isFalse();
        assertThat(access.admitsSocket(none, TOKEN, ELSEWHERE)).isTrue();
        assertThat(access.admitsSocket(none, "wrong", ELSEWHERE)).isFalse();
        assertThat(access.admitsSocket(none, null, ELSEWHERE)).isFalse();
        MultiMap bearer = MultiMap.caseInsensitiveMultiMap().add("Authorization", "Bearer " + TOKEN);
        assertThat(access.admitsSocket(bearer, null, ELSEWHERE)).isTrue();
        MultiMap session = MultiMap.caseInsensitiveMultiMap().add("Cookie", cookie(access));
        assertThat(access.admitsSocket(session, null, ELSEWHERE)).isTrue();
        assertThat(local().admits(null, ELSEWHERE)).isTrue();
        assertThat(local().admitsSocket(none, null, ELSEWHERE)).isTrue();
    }
}
