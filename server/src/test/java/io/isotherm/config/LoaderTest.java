package io.isotherm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.isotherm.Config;
import io.isotherm.Config.Role;
import io.isotherm.ingest.mqtt.BridgeSettings;
import io.isotherm.ingest.mqtt.TlsFiles;
import io.isotherm.model.Unit;
import io.isotherm.ops.Logging;
import io.isotherm.trace.TraceSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class LoaderTest {
    @TempDir
    Path cwd;

    @Test
    void withoutAnythingGivenAllIsAtItsDefault() {
        assertThat(load(Map.of(), Map.of()).config())
                .isEqualTo(new Config(
                        cwd.resolve("data"),
                        "127.0.0.1",
                        new Config.Http(8080),
                        new Config.Mqtt(
                                new Config.MqttPort(true, 1883),
                                new Config.MqttPort(false, 0),
                                Optional.empty(),
                                Optional.empty()),
                        Set.of(Role.INGEST, Role.LIVE, Role.WORKER),
                        new Config.Embedded(),
                        512L << 20,
                        new Config.Retention(OptionalInt.empty(), OptionalInt.empty()),
                        new Config.InProcess(),
                        Duration.ofSeconds(5),
                        new Config.Log(Logging.Format.TEXT, Level.INFO),
                        Optional.empty(),
                        new Config.Security(Optional.empty(), Optional.empty(), List.of(), List.of()),
                        new Config.Host(true, Duration.ofSeconds(5), Path.of("/")),
                        new Config.Simulate(false, 0, 0, 1),
                        new Config.Replay(Optional.empty(), Config.ReplayTimes.NOW, 1, Unit.CELSIUS, Optional.empty()),
                        new Config.Line(Optional.empty()),
                        new Config.Pipeline(1_000_000, Config.Unknown.BY_ADDRESS),
                        new Config.Limits(OptionalDouble.empty(), OptionalDouble.empty(), Duration.ofSeconds(10))));
    }

    @ParameterizedTest
    @CsvSource({
        "--limit-readings, 1, 1",
        "--limit-readings, 1000000000, 1e9",
        "--limit-readings, NONE, Infinity",
        "--limit-bytes, 1KB, 1024",
        "--limit-bytes, 32mb, 33554432",
        "--limit-bytes, 1024GB, 1099511627776",
        "--limit-bytes, none, Infinity",
    })
    void aLimitOfSendersIsANumberOrNone(String flag, String text, double limit) {
        Config.Limits limits = load(Map.of(flag, text), Map.of()).config().limits();
        assertThat(flag.equals("--limit-bytes") ? limits.bytes() : limits.readings())
                .hasValue(limit);
        assertThat(load(Map.of(flag, "auto"), Map.of()).config().limits())
                .isEqualTo(load(Map.of(), Map.of()).config().limits());
    }

    @Test
    void theDemoSimulatesInAFolderOfItsOwn() {
        Config demo = Loader.load(Mode.DEMO, Map.of(), null, Map.of(), cwd).config();
        assertThat(demo.data()).isEqualTo(cwd.resolve("data/demo"));
        assertThat(demo.simulate().enabled()).isTrue();
        assertThat(demo.host().sensors()).isFalse();
    }

    @Test
    void everySettingIsTakenFromTheFile() throws IOException {
        yaml("""
                data: /srv/temperatures
                listen: 0.0.0.0
                roles: [worker, ingest, live]
                http: {port: 80}
                mqtt:
                  port: auto
                log:
                  format: json
                  level: debug
                security:
                  admin-token-file: secret/token
                  allowed-hosts:
                    - Temperatures.example.org
                    - "[::1]:8080"
                host:
                  sensors: false
                  interval: 500ms # refused below a second
                """);
        assertProblems(
                Map.of(),
                Map.of(),
                "host.interval = \"500ms\" (isotherm.yaml line 17) must be a whole number with"
                        + " ms, s, m or h, from 1s to 1h");
        yaml("""
                data: /srv/temperatures
                listen: "::"
                roles: [worker, ingest, live]
                drain: 30s
                store: embedded
                spool: 2GB
                broker: local
                retention:
                  readings: 90d
                  summaries: 10y
                http: {port: 80}
                mqtt:
                  port: auto
                  tls-port: 8883
                  cert: tls/cert.pem
                  key: /etc/key.pem
                  broker: mqtts://u:p%40ss@broker.example.org?session=1h
                  topics: [tele/#, +/status]
                  share: site-1
                log:
                  format: json
                  level: debug
                security:
                  admin-token-file: secret/token
                  metrics-token-file: secret/metrics
                  allowed-hosts:
                    - Temperatures.example.org
                    - "[::1]:8080"
                  trusted-proxies: [10.0.0.0/8, "2001:db8::1"]
                traces:
                  endpoint: https://collector.example.org
                  headers: Authorization=Bearer%20a%2Cb
                  sample: 0.25
                  service: freezers
                host:
                  sensors: false
                  interval: 2m
                  root: host
                ingest:
                  unknown: inbox
                  line:
                    rules: line.yaml
                simulate:
                  enabled: true
                  sensors: 500
                  rate: 1000.5
                  seed: -7
                replay:
                  file: samples/machine.csv
                  times: live
                  speed: 60
                  unit: °F
                  sensor: machine/bearing
                pipeline:
                  queue-limit: 5000
                limit:
                  readings: 2500
                  bytes: none
                  burst: 1m
                """);
        Loaded loaded = load(Map.of(), Map.of());
        assertThat(loaded.config())
                .isEqualTo(new Config(
                        Path.of("/srv/temperatures"),
                        "::",
                        new Config.Http(80),
                        new Config.Mqtt(
                                new Config.MqttPort(true, 0),
                                new Config.MqttPort(true, 8883),
                                Optional.of(new TlsFiles(cwd.resolve("tls/cert.pem"), Path.of("/etc/key.pem"))),
                                Optional.of(BridgeSettings.parse("mqtts://u:p%40ss@broker.example.org?session=1h")
                                        .with(List.of("tele/#", "+/status"), "site-1"))),
                        Set.of(Role.INGEST, Role.LIVE, Role.WORKER),
                        new Config.Embedded(),
                        2L << 30,
                        new Config.Retention(OptionalInt.of(90), OptionalInt.of(3_650)),
                        new Config.InProcess(),
                        Duration.ofSeconds(30),
                        new Config.Log(Logging.Format.JSON, Level.DEBUG),
                        Optional.of(new TraceSettings(
                                URI.create("https://collector.example.org/v1/traces"),
                                Map.of("Authorization", "Bearer a,b"),
                                "freezers",
                                0.25)),
                        new Config.Security(
                                Optional.of(cwd.resolve("secret/token")),
                                Optional.of(cwd.resolve("secret/metrics")),
                                List.of("temperatures.example.org", "[::1]:8080"),
                                List.of("10.0.0.0/8", "2001:db8::1")),
                        new Config.Host(false, Duration.ofMinutes(2), cwd.resolve("host")),
                        new Config.Simulate(true, 500, 1000.5, -7),
                        new Config.Replay(
                                Optional.of(cwd.resolve("samples/machine.csv")),
                                Config.ReplayTimes.LIVE,
                                60,
                                Unit.FAHRENHEIT,
                                Optional.of("machine/bearing")),
                        new Config.Line(Optional.of(cwd.resolve("line.yaml"))),
                        new Config.Pipeline(5000, Config.Unknown.INBOX),
                        new Config.Limits(
                                OptionalDouble.of(2_500),
                                OptionalDouble.of(Double.POSITIVE_INFINITY),
                                Duration.ofMinutes(1))));
        assertThat(loaded.given().values())
                .allSatisfy(given -> assertThat(given.source()).startsWith("isotherm.yaml line "));
    }

    @Test
    void aFlagIsStrongerThanTheEnvironmentThanTheFileThanTheDefault() throws IOException {
        Map<String, String> flag = Map.of("--http-port", "1");
        Map<String, String> env = Map.of("ISOTHERM_HTTP_PORT", "2");
        assertThat(port(Map.of(), Map.of())).isEqualTo("8080 default");
        yaml("\nhttp:\n  port: 3\n");
        assertThat(port(Map.of(), Map.of())).isEqualTo("3 isotherm.yaml line 3");
        assertThat(port(Map.of(), env)).isEqualTo("2 environment ISOTHERM_HTTP_PORT");
        assertThat(port(flag, env)).isEqualTo("1 flag --http-port");
    }

    @Test
    void aWeakerValueIsCheckedToo() throws IOException {
        yaml("http: {port: many}");
        assertProblems(
                Map.of("--http-port", "1"),
                Map.of(),
                "http.port = \"many\" (isotherm.yaml line 1) must be a whole number from 0 to 65535 (0 = any free port)");
    }

    @Test
    void anEmptyVariableIsAsIfItWereNotThere() {
        assertThat(port(Map.of(), Map.of("ISOTHERM_HTTP_PORT", " "))).isEqualTo("8080 default");
    }

    @Test
    void anEmptyFlagTakesBackWhatTheFileNames() throws IOException {
        yaml("replay: {file: a.csv}");
        assertThat(load(Map.of("--replay", ""), Map.of()).config().replay().file())
                .isEmpty();
    }

    @Test
    void whatHoldsAPasswordMayBeInAFileOfItsOwn() throws IOException {
        Files.writeString(cwd.resolve("store"), "mongodb://isotherm:secret@db/isotherm\n");
        Files.writeString(cwd.resolve("broker"), "redis://:secret@cache");
        Map<String, String> env = Map.of("ISOTHERM_STORE_FILE", "store", "ISOTHERM_BROKER_FILE", "broker");
        Loaded loaded = load(Map.of(), env);
        assertThat(loaded.config().store()).isEqualTo(new Config.MongoDb("mongodb://isotherm:secret@db/isotherm"));
        assertThat(loaded.config().broker()).isEqualTo(Config.Redis.of("redis://:secret@cache"));
        assertThat(Listing.table(loaded))
                .contains("file of environment ISOTHERM_STORE_FILE")
                .doesNotContain("secret");
        assertThat(load(Map.of("--store", "embedded", "--broker", "local"), env)
                        .config()
                        .store())
                .isEqualTo(new Config.Embedded());
        assertThat(load(Map.of(), Map.of("ISOTHERM_STORE_FILE", "")).config().store())
                .isEqualTo(new Config.Embedded());
    }

    @Test
    void whatIsWrongWithSuchAFileIsSaidWithoutWhatItHolds() throws IOException {
        Files.writeString(cwd.resolve("empty"), "\n");
        Files.writeString(cwd.resolve("two"), "mongodb://u:secret@db\nmongodb://u:secret@other");
        Files.writeString(cwd.resolve("large"), "x".repeat(5_000));
        Files.writeString(cwd.resolve("wrong"), "mysql://u:secret@db");
        Files.write(cwd.resolve("bytes"), new byte[] {(byte) 0xff, 0});
        Files.writeString(cwd.resolve("fine"), "mongodb://db");
        String of = " (environment ISOTHERM_STORE_FILE) ";
        assertStoreFile("none", "the file \"none\"" + of + "cannot be read: there is no such file");
        assertStoreFile(".", "the file \".\"" + of + "is a folder: name the file that holds the value");
        assertStoreFile("empty", "the file \"empty\"" + of + "is empty: it must hold the value, in one line");
        assertStoreFile("bytes", "the file \"bytes\"" + of + "cannot be read: it is not text in UTF-8");
        assertStoreFile(
                "two", "the file \"two\"" + of + "has more than one line: it must hold the value and nothing else");
        assertStoreFile(
                "large",
                "the file \"large\"" + of + "is larger than 4096 bytes: it must hold the value and nothing else");
        assertThat(problems(Map.of(), Map.of("ISOTHERM_STORE_FILE", "wrong")).getFirst())
                .startsWith("store = \"mysql://***@db\" (file of environment ISOTHERM_STORE_FILE) must be embedded");
        assertProblems(
                Map.of(),
                Map.of("ISOTHERM_STORE_FILE", "fine", "ISOTHERM_STORE", "mongodb://db"),
                "environment ISOTHERM_STORE and ISOTHERM_STORE_FILE are both given: give the value or the file that"
                        + " holds it");
        assertThat(problems(Map.of(), Map.of("ISOTHERM_HTTP_PORT_FILE", "fine")).getFirst())
                .startsWith("environment ISOTHERM_HTTP_PORT_FILE is no setting");
    }

    private void assertStoreFile(String file, String problem) {
        assertProblems(Map.of(), Map.of("ISOTHERM_STORE_FILE", file), problem);
    }

    @Test
    void anotherFileCanBeNamed() throws IOException {
        yaml("http: {port: nonsense}");
        Files.writeString(cwd.resolve("other.yaml"), "http: {port: 5}");
        Files.writeString(cwd.resolve("third.yaml"), "http: {port: 6}");
        Map<String, String> env = Map.of("ISOTHERM_CONFIG", "third.yaml");
        assertThat(Loader.load(Mode.RUN, Map.of(), "other.yaml", env, cwd)
                        .config()
                        .http()
                        .port())
                .isEqualTo(5);
        assertThat(load(Map.of(), env).config().http().port()).isEqualTo(6);
        assertProblems(
                Map.of(), Map.of("ISOTHERM_CONFIG", "none.yaml"), "none.yaml cannot be read: there is no such file");
        assertProblems(Map.of(), Map.of("ISOTHERM_CONFIG", "."), ". is a folder, not a file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "http-prot: 1      | http-prot (isotherm.yaml line 1) is no setting: did you mean http.port, which is a whole number from 0 to 65535 (0 = any free port)?",
                "http-port: 1      | http-port (isotherm.yaml line 1) is no setting: did you mean http.port, which is a whole number from 0 to 65535 (0 = any free port)?",
                "mqtt: {prot: 1}   | mqtt.prot (isotherm.yaml line 1) is no setting: did you mean mqtt.port, which is a whole number from 0 to 65535 (0 = off), or auto = any free port?",
                "colour: red       | colour (isotherm.yaml line 1) is no setting: './isotherm config' lists all",
                "http: 80          | http (isotherm.yaml line 1) is no setting: './isotherm config' lists all",
                "data: {a: b}      | data.a (isotherm.yaml line 1) is no setting: './isotherm config' lists all",
                "data:             | data = `\"\"` (isotherm.yaml line 1) must be a folder; it is made when it is not there",
                "just text         | isotherm.yaml line 1: settings are written as NAME: VALUE",
                "- data            | isotherm.yaml line 1: settings are written as NAME: VALUE",
                "roles: [{a: b}, ingest, live, worker] | isotherm.yaml line 1: roles takes plain values",
            })
    void whatIsNoSettingInTheFileIsRefused(String text, String problem) throws IOException {
        yaml(text);
        assertProblems(Map.of(), Map.of(), problem.replace("`", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: {b: {c: {d: {e: {f: {g: {h: {i: 1}}}}}}}}", "a: {b: {c: {d: {e: {f: {g: {h: 1}}}}}}}"})
    void whatIsNoSettingIsRefusedHoweverDeepItIs(String text) throws IOException {
        yaml(text);
        assertThat(problems(Map.of(), Map.of())).singleElement().asString().startsWith("a.b.c.d.e.f.g.h");
    }

    @Test
    void malformedYamlIsToldWithItsLineAndWithoutItsText() throws IOException {
        yaml("data: /srv\nbroker: \"redis://me:secret@host\nlog:\n  level: info\n");
        assertThat(problems(Map.of(), Map.of()))
                .singleElement()
                .asString()
                .matches("isotherm.yaml line [2-6] column \\d+: this is not YAML: .*")
                .doesNotContain("secret");
        yaml("data: /srv\n\tlisten: x\n");
        assertThat(problems(Map.of(), Map.of()))
                .singleElement()
                .asString()
                .startsWith("isotherm.yaml line 2 column 1: this is not YAML");
    }

    @Test
    void whatYamlCanDoBeyondNamesAndValuesIsRefused() throws IOException {
        yaml("data: &here /srv\nreplay:\n  sensor: *here\n");
        assertProblems(
                Map.of(),
                Map.of(),
                "isotherm.yaml line 3: aliases (*) are not allowed; write the value itself, in quotes");
        yaml("data: /srv\n---\ndata: /var\n");
        assertProblems(Map.of(), Map.of(), "isotherm.yaml line 3: a second document (after ---) is not allowed");
        yaml("data: /srv\ndata: /var\n");
        assertProblems(Map.of(), Map.of(), "isotherm.yaml line 2: data is there already (isotherm.yaml line 1)");
    }

    @Test
    void aFileWithoutSettingsIsFine() throws IOException {
        for (String text : List.of("", "# nothing\n", "---\n", "http:\n  # port: 1\nlog:\n")) {
            yaml(text);
            assertThat(port(Map.of(), Map.of())).isEqualTo("8080 default");
        }
    }

    @Test
    void anEnormousFileAndOneThatIsNoTextAreRefused() throws IOException {
        yaml("# " + "x".repeat(1 << 20));
        assertProblems(Map.of(), Map.of(), "isotherm.yaml is larger than 1 MB: that is no file of settings");
        Files.write(cwd.resolve("isotherm.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff, (byte) 0xfe});
        assertProblems(Map.of(), Map.of(), "isotherm.yaml cannot be read: it is not text in UTF-8");
    }

    @Test
    void anUnknownVariableIsRefusedByNameOnly() {
        assertProblems(
                Map.of(),
                Map.of("ISOTHERM_HTTP_PRT", "77", "ISOTHERM_ADMIN_TOKEN", "topsecret", "PATH", "/bin"),
                "environment ISOTHERM_ADMIN_TOKEN is no setting: did you mean ISOTHERM_ADMIN_TOKEN_FILE, which is a file"
                        + " with a token of at least 32 characters?",
                "environment ISOTHERM_HTTP_PRT is no setting: did you mean ISOTHERM_HTTP_PORT, which is a whole number"
                        + " from 0 to 65535 (0 = any free port)?");
        assertProblems(
                Map.of(),
                Map.of("ISOTHERM_FOO", "1"),
                "environment ISOTHERM_FOO is no setting: './isotherm" + " config' lists all");
    }

    @Test
    void variablesOfTheLauncherAndOfTestsAreNoSettings() {
        assertThat(load(
                                Map.of(),
                                Map.of(
                                        "ISOTHERM_HOME", "/opt",
                                        "ISOTHERM_JAVA_OPTS", "-Xmx1g",
                                        "ISOTHERM_TEST_NO_SKIP", "1",
                                        "ISOTHERM_E2E_JAR", "x"))
                        .given()
                        .values())
                .allMatch(Given::isDefault);
    }

    @ParameterizedTest
    @CsvSource({
        "--broker, kafka://x, 'broker = \"kafka://x\" (flag --broker) must be local, or redis://HOST or rediss://HOST'",
        "--broker, redis://me:secret@h:6379, 'broker = \"redis://***@h:6379\" (flag --broker) tells processes that share a store: give --store mongodb://… too'",
        "--broker, 'redis://me:secret@a,b', 'broker = \"redis://***@a,b\" (flag --broker) names several servers, which only a cluster has: add ?cluster=true'",
    })
    void whatIsNotBuiltYetIsRefusedLoudlyAndWithoutItsPassword(String flag, String value, String problem) {
        assertProblems(Map.of(flag, value), Map.of(), problem);
    }

    @Test
    void aProcessMayHaveAnyOfTheRoles() {
        assertThat(load(Map.of("--roles", "live"), Map.of()).config().roles()).containsExactly(Config.Role.LIVE);
        assertThat(load(Map.of("--roles", "worker, ingest"), Map.of()).config().roles())
                .containsExactlyInAnyOrder(Config.Role.WORKER, Config.Role.INGEST);
    }

    @Test
    void whatTakesReadingsInNeedsTheRoleForIt() {
        assertProblems(
                Map.of("--roles", "live", "--simulate", "on"),
                Map.of(),
                "simulate.enabled = \"on\" (flag --simulate) takes readings in: give this process the role ingest");
    }

    @Test
    void redisIsTheBrokerOfProcessesThatShareAStore() {
        Loaded loaded = load(
                Map.of("--store", "mongodb://db", "--broker", "rediss://me:secret@cache:7000?namespace=north"),
                Map.of());
        assertThat(loaded.config().broker())
                .isEqualTo(Config.Redis.of("rediss://me:secret@cache:7000?namespace=north"));
        assertThat(loaded.config().toString()).doesNotContain("secret");
        assertThat(Listing.table(loaded))
                .contains("rediss://***@cache:7000?namespace=north")
                .doesNotContain("secret");
        assertThat(Listing.yaml(loaded)).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "--http-port, -1",
        "--http-port, 65536",
        "--http-port, 80a",
        "--http-port, 99999999999999999999",
        "--mqtt-port, on",
        "--listen, example.org",
        "--listen, 300.1.1.1",
        "--listen, ''",
        "--roles, ''",
        "--roles, 'ingest,live,worker,cook'",
        "--log, xml",
        "--log-level, loud",
        "--allowed-hosts, 'a,,b'",
        "--allowed-hosts, 'http://a'",
        "--allowed-hosts, '*'",
        "--trusted-proxies, proxy.example.org",
        "--trusted-proxies, 10.0.0.0/33",
        "--trusted-proxies, 10.0.0.0/-1",
        "--trusted-proxies, '10.0.0.1,,10.0.0.2'",
        "--host-sensors, maybe",
        "--host-interval, 5",
        "--host-interval, 0s",
        "--host-interval, 61m",
        "--sensors, 1000001",
        "--rate, -1",
        "--rate, NaN",
        "--rate, 1e3",
        "--seed, 1.5",
        "--replay-times, then",
        "--replay-speed, 0",
        "--replay-unit, parsec",
        "--replay-unit, ''",
        "--queue-limit, 999",
        "--data, ''",
        "--limit-readings, 0",
        "--limit-readings, -1",
        "--limit-readings, 1000000001",
        "--limit-readings, 99999999999",
        "--limit-readings, 1.5",
        "--limit-readings, off",
        "--limit-bytes, 0KB",
        "--limit-bytes, 1024",
        "--limit-bytes, 1025GB",
        "--limit-bytes, 999999999GB",
        "--traces-endpoint, collector:4318",
        "--traces-endpoint, ftp://collector",
        "--traces-endpoint, http://",
        "--traces-endpoint, 'http://collector/#x'",
        "--traces-sample, 1.1",
        "--traces-sample, ten",
        "--traces-service, ''",
        "--traces-service, my service",
        "--limit-burst, 0s",
        "--limit-burst, 2h",
        "--spool, 0",
        "--spool, 512",
        "--spool, 512KB",
        "--spool, 0MB",
        "--spool, 1025GB",
        "--spool, 2TB",
        "--spool, 999999999TB",
        "--spool, -1MB",
        "--keep-readings, ''",
        "--keep-readings, 0d",
        "--keep-readings, 90",
        "--keep-readings, 3m",
        "--keep-readings, 36501d",
        "--keep-readings, 101y",
        "--keep-readings, 999999y",
        "--keep-summaries, never",
    })
    void whatIsNotAllowedIsRefused(String flag, String value) {
        assertThat(problems(Map.of(flag, value, "--simulate", "on"), Map.of()))
                .singleElement()
                .asString()
                .contains("= \"" + value + "\" (flag " + flag + ") must be ");
    }

    @ParameterizedTest
    @CsvSource({
        "off, 0",
        "OFF, 0",
        "1MB, 1048576",
        "512mb, 536870912",
        "2GB, 2147483648",
        "1TB, 1099511627776",
    })
    void theSpoolIsOffOrASize(String text, long bytes) {
        assertThat(load(Map.of("--spool", text), Map.of()).config().spool()).isEqualTo(bytes);
    }

    @Test
    void theSpoolMayBeOffInTheFile() throws IOException {
        yaml("spool: off");
        assertThat(load(Map.of(), Map.of()).config().spool()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1d, 1", "36500d, 36500", "1Y, 365", "100y, 36500"})
    void readingsAreKeptForDaysOrYears(String text, int days) {
        assertThat(load(Map.of("--keep-readings", text), Map.of()).config().retention())
                .isEqualTo(new Config.Retention(OptionalInt.of(days), OptionalInt.empty()));
    }

    @Test
    void summariesAreKeptAtLeastAsLongAsReadings() {
        assertThat(load(Map.of("--keep-readings", "365d", "--keep-summaries", "1y"), Map.of())
                        .config()
                        .retention())
                .isEqualTo(new Config.Retention(OptionalInt.of(365), OptionalInt.of(365)));
        assertProblems(
                Map.of("--keep-readings", "1y"),
                Map.of("ISOTHERM_KEEP_SUMMARIES", "364d"),
                "retention.summaries = \"364d\" (environment ISOTHERM_KEEP_SUMMARIES) is shorter than retention.readings"
                        + " = \"1y\" (flag --keep-readings): summaries are kept at least as long as readings");
        assertProblems(
                Map.of("--keep-summaries", "100y"),
                Map.of(),
                "retention.summaries = \"100y\" (flag --keep-summaries) is shorter than retention.readings = \"forever\""
                        + " (default): summaries are kept at least as long as readings");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://localhost",
                "mongodb://a:27017,b:27018,[::1]:27019/isotherm?replicaSet=rs0",
                "mongodb://me:p%40ss%2Fword@db.example.org/x",
                "mongodb+srv://me@cluster.example.org/?retryWrites=true",
                "mongodb://10.0.0.1/"
            })
    void theStoreMayBeMongoDb(String url) {
        assertThat(load(Map.of("--store", url), Map.of()).config().store()).isEqualTo(new Config.MongoDb(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Embedded",
                "mongodb://",
                "mongodb:///x",
                "mongodb://me:secret@",
                "mongodb://me:secret@/x",
                "mongodb://me:sec/ret@db",
                "mongodb://me:sec@ret@db",
                "mongodb://a,,b",
                "mongodb://a:port",
                "mongodb://a b",
                "mongodb+srv://a:27017",
                "mongodb+srv://a,b",
                "postgres://db",
                "mongodb:db"
            })
    void whatIsNoStoreIsRefusedWithoutItsPassword(String text) {
        assertThat(problems(Map.of("--store", text), Map.of()))
                .singleElement()
                .asString()
                .contains("(flag --store) must be embedded, or mongodb://HOST or mongodb+srv://HOST")
                .doesNotContain("sec")
                .doesNotContain("ret@");
        assertThat(problems(Map.of("--store", "mongodb://h/" + "x".repeat(2_040)), Map.of()))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, 0",
        "auto, true, 0",
        "AUTO, true, 0",
        "1, true, 1",
        "65535, true, 65535",
    })
    void theMqttPortMayBeOffOrAnyFreeOne(String text, boolean on, int port) {
        assertThat(load(Map.of("--mqtt-port", text), Map.of()).config().mqtt().plain())
                .isEqualTo(new Config.MqttPort(on, port));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--mqtt-tls-port | 8883 | mqtt.tls-port = \"8883\" (flag --mqtt-tls-port) takes a certificate and its key: give --mqtt-cert and --mqtt-key",
                "--mqtt-cert | c.pem | mqtt.cert = \"c.pem\" (flag --mqtt-cert) does nothing without --mqtt-tls-port",
                "--mqtt-topics | tele/# | mqtt.topics = \"tele/#\" (flag --mqtt-topics) does nothing without --mqtt-broker",
                "--mqtt-share | g | mqtt.share = \"g\" (flag --mqtt-share) does nothing without --mqtt-broker",
                "--mqtt-broker | http://h | mqtt.broker = \"http://h\" (flag --mqtt-broker) must be mqtt://HOST or mqtts://HOST",
                "--mqtt-broker | mqtt://u:pass@h?x=1 | mqtt.broker = \"mqtt://***@h?x=1\" (flag --mqtt-broker) has an option that is not known; there are ca, cert, client, key, session",
                "--mqtt-broker | mqtt://h?ca=f | mqtt.broker = \"mqtt://h?ca=f\" (flag --mqtt-broker) has files for TLS: then it begins with mqtts://",
            })
    void whatIsWrongWithMqttIsSaid(String flag, String text, String problem) {
        assertThat(problems(Map.of(flag, text), Map.of())).containsExactly(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/#/b", "a+", "#b", "a,,b", "$share/g/a", "a/b#"})
    void whatIsNoTopicToSubscribeToIsRefused(String topics) {
        assertThat(problems(Map.of("--mqtt-broker", "mqtt://h", "--mqtt-topics", topics), Map.of()))
                .singleElement()
                .asString()
                .startsWith("mqtt.topics = ");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.9.9.9, true",
        "::1, true",
        "localhost, true",
        "0.0.0.0, false",
        "'::', false",
        "192.168.1.5, false",
        "::ffff:10.0.0.1, false"
    })
    void onlyTheLoopbackAddressIsLoopback(String listen, boolean loopback) {
        assertThat(load(Map.of("--listen", listen), Map.of()).config().loopback())
                .isEqualTo(loopback);
    }

    @Test
    void loadHasOneReadingOfEachSensorASecondWhenNoRateIsGiven() {
        assertThat(load(Map.of("--simulate", "on", "--sensors", "500"), Map.of())
                        .config()
                        .simulate())
                .isEqualTo(new Config.Simulate(true, 500, 500, 1));
    }

    @Test
    void flagsThatWouldDoNothingAreRefused() {
        assertProblems(
                Map.of("--sensors", "5"),
                Map.of(),
                "simulate.sensors = \"5\" (flag --sensors) does nothing without --simulate on");
        assertProblems(
                Map.of("--simulate", "on", "--rate", "5"),
                Map.of(),
                "simulate.rate = \"5\" (flag --rate) is for load: give --sensors too (the cold-chain site has a rate of"
                        + " its own)");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceAndFitForATerminal() {
        assertThat(problems(
                        Map.of("--http-port", "\u001b[31mred\nhttp.port = 80", "--log", "x".repeat(1000)),
                        Map.of("ISOTHERM_NO\u0007", "1")))
                .hasSize(3)
                .allSatisfy(problem -> assertThat(problem)
                        .hasSizeLessThan(400)
                        .matches(text -> text.chars().noneMatch(Character::isISOControl), "no control character"));
    }

    private Loaded load(Map<String, String> flags, Map<String, String> env) {
        return Loader.load(Mode.RUN, flags, null, env, cwd);
    }

    private String port(Map<String, String> flags, Map<String, String> env) {
        Loaded loaded = load(flags, env);
        @Nullable Given given = loaded.given().get(Settings.HTTP_PORT);
        assertThat(given).isNotNull();
        assertThat(loaded.config().http().port()).isEqualTo(Integer.parseInt(given.text()));
        return given.text() + " " + given.source();
    }

    private void yaml(String text) throws IOException {
        Files.writeString(cwd.resolve("isotherm.yaml"), text);
    }

    private List<String> problems(Map<String, String> flags, Map<String, String> env) {
        assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> load(flags, env));
        return catchThrowableOfType(ConfigException.class, () -> load(flags, env))
                .problems();
    }

    private void assertProblems(Map<String, String> flags, Map<String, String> env, String... problems) {
        assertThat(problems(flags, env)).containsExactly(problems);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"topsecret", "a b=topsecret", "topsecret=", "=topsecret", "a=topsecret,", "a=topsecret%0D%0Ab"})
    void aHeaderThatCannotBeIsRefusedAndNotShown(String headers) {
        assertThat(problems(Map.of("--traces-endpoint", "http://c", "--traces-headers", headers), Map.of()))
                .singleElement()
                .asString()
                .startsWith("traces.headers = \"***\" (flag --traces-headers) must be NAME=VALUE pairs");
    }

    @Test
    void whatCollectorsAreNotToldThatWayIsRefusedWithTheReason() {
        assertProblems(
                Map.of("--traces-endpoint", "http://me:topsecret@c", "--traces-headers", "Host=topsecret"),
                Map.of(),
                "traces.endpoint = \"http://***@c\" (flag --traces-endpoint) has a user or a password: give --traces-headers"
                        + " for that",
                "traces.headers = \"***\" (flag --traces-headers) has a header that is not yours to choose; those are"
                        + " connection, content-encoding, content-length, content-type, expect, host, transfer-encoding,"
                        + " upgrade");
        assertProblems(
                Map.of("--traces-headers", "a=b"),
                Map.of(),
                "traces.headers = \"***\" (flag --traces-headers) does nothing without --traces-endpoint");
    }

    @Test
    void theHeadersForACollectorMayBeInAFileAndAreShownToNobody() throws IOException {
        Files.writeString(cwd.resolve("headers"), "Authorization=Bearer topsecret, x-tenant=7\n");
        Loaded loaded = load(
                Map.of("--traces-endpoint", "http://127.0.0.1:4318/custom"),
                Map.of("ISOTHERM_TRACES_HEADERS_FILE", "headers"));
        assertThat(loaded.config().traces())
                .contains(new TraceSettings(
                        URI.create("http://127.0.0.1:4318/custom"),
                        Map.of("Authorization", "Bearer topsecret", "x-tenant", "7"),
                        "isotherm",
                        1));
        assertThat(loaded.config().toString() + Listing.table(loaded) + Listing.yaml(loaded))
                .doesNotContain("topsecret");
    }
}
