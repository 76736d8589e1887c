package io.isotherm.config;

import io.isotherm.Config.Broker;
import io.isotherm.Config.MqttPort;
import io.isotherm.Config.ReplayTimes;
import io.isotherm.Config.Role;
import io.isotherm.Config.Store;
import io.isotherm.Config.Unknown;
import io.isotherm.ingest.mqtt.BridgeSettings;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.ops.Logging;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.event.Level;

/** All settings, each declared here and nowhere else. */
public final class Settings {
    private static final String KEEPING = "Keeping";
    private static final String LISTENING = "Listening";
    private static final String SUBSCRIBING = "Messages from an MQTT broker";
    private static final String LOGGING = "Logging";
    private static final String TRACING = "Traces";
    private static final String SENDERS = "Senders";
    private static final String HOST = "Sensors of this machine";
    private static final String SIMULATION = "Simulation";
    private static final String REPLAY = "Replay of a recorded CSV";

    static final Setting<Path> DATA = new Setting<>(
            "data",
            "--data",
            KEEPING,
            Kind.path("DIR", "a folder; it is made when it is not there"),
            "./data",
            "./data/demo",
            "Folder that holds everything the program keeps");

    static final Setting<String> LISTEN = new Setting<>(
            "listen",
            "--listen",
            LISTENING,
            Kind.address(),
            "127.0.0.1",
            "Address to listen on; beyond this machine an administrator's token is required");

    static final Setting<Integer> HTTP_PORT = new Setting<>(
            "http.port", "--http-port", LISTENING, Kind.port(), "8080", "Port of the page, the API and the live feed");

    private static final Kind<MqttPort> MQTT_KIND =
            new Kind<>("PORT", "a whole number from 0 to 65535 (0 = off), or auto = any free port", Settings::mqttPort);

    static final Setting<MqttPort> MQTT_PORT = new Setting<>(
            "mqtt.port", "--mqtt-port", LISTENING, MQTT_KIND, "1883", "Port of the MQTT listener, 0 for none");

    static final Setting<MqttPort> MQTT_TLS_PORT = new Setting<>(
            "mqtt.tls-port",
            "--mqtt-tls-port",
            LISTENING,
            MQTT_KIND,
            "0",
            "Port of the MQTT listener with TLS, usually 8883, 0 for none");

    static final Setting<Optional<Path>> MQTT_CERT = new Setting<>(
            "mqtt.cert",
            "--mqtt-cert",
            LISTENING,
            Kind.path("FILE", "a file with a certificate in PEM").orNone(),
            "",
            "Certificate (PEM) for MQTT with TLS; a new one is taken without a new start");

    static final Setting<Optional<Path>> MQTT_KEY = new Setting<>(
            "mqtt.key",
            "--mqtt-key",
            LISTENING,
            Kind.path("FILE", "a file with a private key in PEM").orNone(),
            "",
            "Its private key (PEM)");

    static final Setting<Optional<BridgeSettings>> MQTT_BROKER = new Setting<>(
            "mqtt.broker",
            "--mqtt-broker",
            SUBSCRIBING,
            MqttBroker.URL.orNone(),
            "",
            "Broker to take messages from, such as mqtt://broker.example.org");

    static final Setting<List<String>> MQTT_TOPICS = new Setting<>(
            "mqtt.topics",
            "--mqtt-topics",
            SUBSCRIBING,
            MqttBroker.TOPICS,
            "",
            "Topics to subscribe to there; without it those of all known makes of device");

    static final Setting<Optional<String>> MQTT_SHARE = new Setting<>(
            "mqtt.share",
            "--mqtt-share",
            SUBSCRIBING,
            MqttBroker.GROUP.orNone(),
            "",
            "Group of processes that share its messages, each message going to one of them");

    static final Setting<Set<Role>> ROLES = new Setting<>(
            "roles",
            "--roles",
            KEEPING,
            new Kind<>("LIST", "some of ingest,live,worker", Settings::roles),
            "ingest,live,worker",
            "What this process does: take readings in; serve page, API and live feed; retention");

    static final Setting<Store> STORE = new Setting<>(
            "store",
            "--store",
            KEEPING,
            StoreUrl.KIND,
            "embedded",
            "Where readings are kept; embedded = in the data folder");

    static final Setting<Long> SPOOL = new Setting<>(
            "spool",
            "--spool",
            KEEPING,
            Amount.SPOOL,
            "512MB",
            "Room on this machine's disk for readings while MongoDB is away");

    static final Setting<OptionalInt> KEEP_READINGS = new Setting<>(
            "retention.readings",
            "--keep-readings",
            KEEPING,
            Amount.DAYS,
            "forever",
            "How long readings are kept, where no rule for their site or sensor says otherwise");

    static final Setting<OptionalInt> KEEP_SUMMARIES = new Setting<>(
            "retention.summaries",
            "--keep-summaries",
            KEEPING,
            Amount.DAYS,
            "forever",
            "How long their minimum, maximum and mean are kept, at least as long as readings");

    static final Setting<Broker> BROKER = new Setting<>(
            "broker",
            "--broker",
            KEEPING,
            BrokerUrl.KIND,
            "local",
            "Who tells other processes of new readings, a Redis; local = there are none");

    static final Setting<Integer> QUEUE_LIMIT = new Setting<>(
            "pipeline.queue-limit",
            "--queue-limit",
            KEEPING,
            Kind.count(1_000, 100_000_000),
            "1000000",
            "Readings that may wait to be written; senders beyond are told to come again");

    static final Setting<Unknown> INGEST_UNKNOWN = new Setting<>(
            "ingest.unknown",
            "--ingest-unknown",
            KEEPING,
            Kind.oneOf(Unknown.class),
            "by-address",
            "New devices: auto = shown at once; inbox = wait to be adopted, the default beyond this machine");

    static final Setting<OptionalDouble> LIMIT_READINGS = new Setting<>(
            "limit.readings",
            "--limit-readings",
            LISTENING,
            Amount.READINGS,
            "auto",
            "Readings a second that one sender may send; auto = 100000, on loopback none");

    static final Setting<OptionalDouble> LIMIT_BYTES = new Setting<>(
            "limit.bytes",
            "--limit-bytes",
            LISTENING,
            Amount.BYTES_A_SECOND,
            "auto",
            "Bytes a second that one sender may send; auto = 32MB, on loopback none");

    static final Setting<Duration> LIMIT_BURST = new Setting<>(
            "limit.burst",
            "--limit-burst",
            LISTENING,
            Kind.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
            "10s",
            "How long a sender may send as much as it likes before these limits count");

    static final Setting<Logging.Format> LOG = new Setting<>(
            "log.format",
            "--log",
            LOGGING,
            Kind.oneOf(Logging.Format.class),
            "text",
            "Form of the log on standard error; json has one object a line");

    static final Setting<Level> LOG_LEVEL = new Setting<>(
            "log.level", "--log-level", LOGGING, Kind.oneOf(Level.class), "info", "Least level that is logged");

    static final Setting<Optional<URI>> TRACES_ENDPOINT = new Setting<>(
            "traces.endpoint",
            "--traces-endpoint",
            TRACING,
            TraceKinds.ENDPOINT.orNone(),
            "",
            "Where traces are sent, a collector that takes OTLP over HTTP; none = there are no traces");

    static final Setting<Map<String, String>> TRACES_HEADERS = new Setting<>(
            "traces.headers",
            "--traces-headers",
            TRACING,
            TraceKinds.HEADERS,
            "",
            "Headers that go with them, such as an authorization that the collector asks for");

    static final Setting<Double> TRACES_SAMPLE = new Setting<>(
            "traces.sample",
            "--traces-sample",
            TRACING,
            Kind.decimal(0, 1),
            "1",
            "Share of traces that are kept where the sender does not say; 100 a second at most in any case");

    static final Setting<String> TRACES_SERVICE = new Setting<>(
            "traces.service",
            "--traces-service",
            TRACING,
            TraceKinds.SERVICE,
            "isotherm",
            "What this program is called among the collector's services");

    static final Setting<Optional<Path>> ADMIN_TOKEN_FILE = new Setting<>(
            "security.admin-token-file",
            "--admin-token-file",
            LISTENING,
            Kind.path("FILE", "a file with a token of at least 32 characters").orNone(),
            "",
            "File with the administrator's token, of at least 32 characters");

    static final Setting<Optional<Path>> METRICS_TOKEN_FILE = new Setting<>(
            "security.metrics-token-file",
            "--metrics-token-file",
            LISTENING,
            Kind.path("FILE", "a file with a token of at least 32 characters").orNone(),
            "",
            "File with a token that opens /metrics and nothing else, for Prometheus");

    static final Setting<List<String>> ALLOWED_HOSTS = new Setting<>(
            "security.allowed-hosts",
            "--allowed-hosts",
            LISTENING,
            Kind.hosts(),
            "",
            "More host names that browsers may ask for, such as that of a reverse proxy");

    static final Setting<List<String>> TRUSTED_PROXIES = new Setting<>(
            "security.trusted-proxies",
            "--trusted-proxies",
            LISTENING,
            Kind.networks(),
            "",
            "Proxies that say in X-Forwarded-For where a request came from, by address or network");

    static final Setting<Duration> DRAIN = new Setting<>(
            "drain",
            "--drain",
            LISTENING,
            Kind.duration(Duration.ZERO, Duration.ofHours(1)),
            "5s",
            "How long a process that stops still serves, until gateways and pages went to others; where the store is shared");

    static final Setting<Boolean> HOST_SENSORS = new Setting<>(
            "host.sensors",
            "--host-sensors",
            HOST,
            Kind.onOff(),
            "on",
            "off",
            "Read the temperature sensors of this machine");

    static final Setting<Duration> HOST_INTERVAL = new Setting<>(
            "host.interval",
            "--host-interval",
            HOST,
            Kind.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
            "5s",
            "Time between two readings of each");

    static final Setting<Path> HOST_ROOT = new Setting<>(
            "host.root",
            "--host-root",
            HOST,
            Kind.path("DIR", "a folder"),
            "/",
            "Folder under which sys lies; for containers and tests");

    static final Setting<Boolean> SIMULATE = new Setting<>(
            "simulate.enabled",
            "--simulate",
            SIMULATION,
            Kind.onOff(),
            "off",
            "on",
            "Simulate a cold-chain site, or load");

    static final Setting<Integer> SENSORS = new Setting<>(
            "simulate.sensors",
            "--sensors",
            SIMULATION,
            Kind.count(0, 1_000_000),
            "0",
            "Simulate load of so many sensors; 0 = the cold-chain site");

    static final Setting<Double> RATE = new Setting<>(
            "simulate.rate",
            "--rate",
            SIMULATION,
            Kind.decimal(0, 10_000_000),
            "0",
            "Readings a second of all sensors of the load together; 0 = one of each");

    static final Setting<Long> SEED = new Setting<>(
            "simulate.seed",
            "--seed",
            SIMULATION,
            Kind.wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE),
            "1",
            "The same seed simulates the same readings");

    static final Setting<Optional<Path>> REPLAY_FILE = new Setting<>(
            "replay.file",
            "--replay",
            REPLAY,
            Kind.path("FILE", "a CSV file with columns of time and value").orNone(),
            "",
            "CSV file with a recorded series to play");

    static final Setting<ReplayTimes> REPLAY_TIMES = new Setting<>(
            "replay.times",
            "--replay-times",
            REPLAY,
            Kind.oneOf(ReplayTimes.class),
            "now",
            "now = all at once, the last one now; recorded = all at once; live = one by one");

    static final Setting<Double> REPLAY_SPEED = new Setting<>(
            "replay.speed",
            "--replay-speed",
            REPLAY,
            Kind.decimal(0.001, 1_000_000),
            "1",
            "How many times faster than recorded, for live");

    static final Setting<Unit> REPLAY_UNIT = new Setting<>(
            "replay.unit",
            "--replay-unit",
            REPLAY,
            new Kind<>("UNIT", "one of °C, °F, K, %, hPa, V, mV, ppm", Settings::unit),
            "°C",
            "Unit of the recorded values");

    static final Setting<Optional<String>> REPLAY_SENSOR = new Setting<>(
            "replay.sensor",
            "--replay-sensor",
            REPLAY,
            new Kind<>(
                            "KEY",
                            "a key of at most " + SensorKey.MAX_LENGTH
                                    + " characters, none of them a control character",
                            Settings::key)
                    .orNone(),
            "",
            "Key of the sensor to play as; without it the file's name");

    static final Setting<Optional<Path>> LINE_RULES = new Setting<>(
            "ingest.line.rules",
            "--line-rules",
            SENDERS,
            Kind.path("FILE", "a file of rules in YAML, as docs/guide/influxdb.md has it")
                    .orNone(),
            "",
            "File that tells which series of line protocol are which sensors");

    /** In the order in which people are shown them. */
    public static final List<Setting<?>> ALL = List.of(
            DATA,
            STORE,
            SPOOL,
            BROKER,
            ROLES,
            KEEP_READINGS,
            KEEP_SUMMARIES,
            QUEUE_LIMIT,
            INGEST_UNKNOWN,
            LISTEN,
            HTTP_PORT,
            MQTT_PORT,
            MQTT_TLS_PORT,
            MQTT_CERT,
            MQTT_KEY,
            MQTT_BROKER,
            MQTT_TOPICS,
            MQTT_SHARE,
            ADMIN_TOKEN_FILE,
            METRICS_TOKEN_FILE,
            ALLOWED_HOSTS,
            TRUSTED_PROXIES,
            LIMIT_READINGS,
            LIMIT_BYTES,
            LIMIT_BURST,
            DRAIN,
            LINE_RULES,
            LOG,
            LOG_LEVEL,
            TRACES_ENDPOINT,
            TRACES_HEADERS,
            TRACES_SAMPLE,
            TRACES_SERVICE,
            HOST_SENSORS,
            HOST_INTERVAL,
            HOST_ROOT,
            SIMULATE,
            SENSORS,
            RATE,
            SEED,
            REPLAY_FILE,
            REPLAY_TIMES,
            REPLAY_SPEED,
            REPLAY_UNIT,
            REPLAY_SENSOR);

    /** Those whose values may hold a password, and may therefore be in a file of their own. */
    static final Set<Setting<?>> SECRET = Set.of(STORE, BROKER, MQTT_BROKER, TRACES_HEADERS);

    /** Those of whose values nothing is shown to anybody. */
    static final Set<Setting<?>> HIDDEN = Set.of(TRACES_HEADERS);

    private Settings() {}

    private static MqttPort mqttPort(String text) {
        if (text.equalsIgnoreCase("auto")) {
            return new MqttPort(true, 0);
        }
        int port = Kind.port().parser().apply(text);
        return new MqttPort(port != 0, port);
    }

    private static Set<Role> roles(String text) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : text.split(",", -1)) {
            roles.add(Role.valueOf(name.strip().toUpperCase(Locale.ROOT)));
        }
        return Set.copyOf(roles);
    }

    private static Unit unit(String text) {
        return Unit.parse(text).filter(unit -> unit != Unit.NONE).orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static String key(String text) {
        if (text.isBlank()
                || text.length() > SensorKey.MAX_LENGTH
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }
}
