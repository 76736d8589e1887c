package io.isotherm.config;

import io.isotherm.Config;
import io.isotherm.ingest.mqtt.TlsFiles;
import io.isotherm.trace.TraceSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the settings together: a flag is stronger than the environment, that is stronger than isotherm.yaml, and that
 * is stronger than the default. Every given value is checked, the weaker ones too: what is wrong today must not start
 * to matter tomorrow.
 */
public final class Loader {
    /** The file that is read from the working directory when it is there. */
    public static final String FILE = "isotherm.yaml";

    static final String FILE_ENV = "ISOTHERM_CONFIG";
    private static final String PREFIX = "ISOTHERM_";
    private static final Set<String> OF_THE_LAUNCHER =
            Set.of("ISOTHERM_HOME", "ISOTHERM_JAVA_OPTS", "ISOTHERM_SERVER", FILE_ENV);

    private final List<String> problems = new ArrayList<>();
    private final Map<Setting<?>, Object> values = new HashMap<>();
    private final Map<Setting<?>, Given> taken = new LinkedHashMap<>();
    private final Path cwd;

    private Loader(Path cwd) {
        this.cwd = cwd.toAbsolutePath().normalize();
    }

    /**
     * @param flags by flag, {@code --http-port}; only known ones
     * @param file of {@code --config}; without it {@code ISOTHERM_CONFIG} counts, then {@value #FILE} in cwd
     * @param cwd against which relative paths are resolved, those in the file too
     * @throws ConfigException naming everything that is wrong
     */
    public static Loaded load(
            Mode mode, Map<String, String> flags, @Nullable String file, Map<String, String> env, Path cwd) {
        return new Loader(cwd).load(mode, flags, file, env);
    }

    private Loaded load(Mode mode, Map<String, String> flags, @Nullable String file, Map<String, String> env) {
        Map<String, Given> yaml = yaml(file, env);
        checkNames(env, yaml);
        for (Setting<?> setting : Settings.ALL) {
            Stream.of(
                            given(flags, setting.flag(), "flag "),
                            environment(setting, env),
                            Optional.ofNullable(yaml.get(setting.path())),
                            Optional.of(new Given(setting.defaultText(mode), Given.DEFAULT)))
                    .flatMap(Optional::stream)
                    .forEach(given -> take(setting, given));
        }
        checkTogether();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Loaded(config(), taken);
    }

    private static Optional<Given> given(Map<String, String> from, String name, String source) {
        return Optional.ofNullable(from.get(name)).map(text -> new Given(text.strip(), source + name));
    }

    // A variable that is there and empty is as if it were not: compose files cannot leave one out.
    private Optional<Given> environment(Setting<?> setting, Map<String, String> env) {
        Optional<Given> direct =
                given(env, setting.env(), "environment ").filter(g -> !g.text().isEmpty());
        String file = Settings.SECRET.contains(setting)
                ? env.getOrDefault(setting.fileEnv(), "").strip()
                : "";
        if (file.isEmpty()) {
            return direct;
        }
        if (direct.isPresent()) {
            problems.add("environment " + setting.env() + " and " + setting.fileEnv()
                    + " are both given: give the value or the file that holds it");
            return direct;
        }
        return SecretFile.read(cwd, file, setting.fileEnv(), problems);
    }

    // Strongest first: the first one counts, the others are only checked.
    private void take(Setting<?> setting, Given given) {
        boolean first = taken.putIfAbsent(setting, given) == null;
        try {
            Object value = setting.kind().parser().apply(given.text());
            if (first) {
                values.put(setting, value);
            }
        } catch (Kind.Refused e) {
            problems.add(written(setting, given) + " " + e.getMessage());
        } catch (IllegalArgumentException e) {
            problems.add(written(setting, given) + " must be " + setting.allowed());
        }
    }

    private static String written(Setting<?> setting, Given given) {
        return setting.path() + " = \"" + Shown.of(setting, given) + "\"" + " (" + given.source() + ")";
    }

    private Map<String, Given> yaml(@Nullable String flag, Map<String, String> env) {
        String named = flag != null ? flag : env.getOrDefault(FILE_ENV, "");
        if (!named.isEmpty()) {
            return YamlFile.read(cwd.resolve(named), Shown.plain(named), problems);
        }
        Path usual = cwd.resolve(FILE);
        return Files.exists(usual) ? YamlFile.read(usual, FILE, problems) : Map.of();
    }

    private void checkNames(Map<String, String> env, Map<String, Given> yaml) {
        Map<String, Setting<?>> byEnv = byName(Setting::env);
        Set<String> files = Settings.SECRET.stream().map(Setting::fileEnv).collect(Collectors.toSet());
        for (String name : new TreeMap<>(env).keySet()) {
            if (name.startsWith(PREFIX) && !byEnv.containsKey(name) && !files.contains(name) && !isReserved(name)) {
                problems.add("environment " + Shown.plain(name) + " is no setting" + hint(name, byEnv, PREFIX));
            }
        }
        Map<String, Setting<?>> byPath = byName(Setting::path);
        yaml.forEach((path, given) -> {
            if (!byPath.containsKey(path)) {
                // Somebody may have written a flag's name: http-port for http.port.
                Map<String, Setting<?>> names = new TreeMap<>(byPath);
                byName(Setting::flag).forEach((name, setting) -> names.put(name.substring(2), setting));
                problems.add(Shown.plain(path) + " (" + given.source() + ") is no setting" + hint(path, names, ""));
            }
        });
    }

    private static boolean isReserved(String name) {
        return OF_THE_LAUNCHER.contains(name) || name.startsWith("ISOTHERM_TEST_") || name.startsWith("ISOTHERM_E2E_");
    }

    private static Map<String, Setting<?>> byName(Function<Setting<?>, String> name) {
        return Settings.ALL.stream().collect(Collectors.toMap(name, Function.identity()));
    }

    // The prefix that all names share must not make them look alike.
    private static String hint(String unknown, Map<String, Setting<?>> known, String prefix) {
        List<String> names = known.keySet().stream()
                .map(name -> name.substring(prefix.length()))
                .toList();
        return Nearest.to(unknown.substring(prefix.length()), names)
                .map(name -> {
                    Setting<?> setting = Objects.requireNonNull(known.get(prefix + name));
                    String meant = prefix.isEmpty() ? setting.path() : setting.env();
                    return ": did you mean " + meant + ", which is " + setting.allowed() + "?";
                })
                .orElse(": './isotherm config' lists all");
    }

    private void checkTogether() {
        if (!Boolean.TRUE.equals(values.get(Settings.SIMULATE))) {
            Stream.of(Settings.SENSORS, Settings.RATE, Settings.SEED)
                    .map(setting -> Map.entry(setting, Objects.requireNonNull(taken.get(setting))))
                    .filter(entry -> entry.getValue().source().startsWith("flag "))
                    .forEach(entry -> problems.add(
                            written(entry.getKey(), entry.getValue()) + " does nothing without --simulate on"));
        } else if (Integer.valueOf(0).equals(values.get(Settings.SENSORS))
                && values.get(Settings.RATE) instanceof Double rate
                && rate > 0) {
            Given given = Objects.requireNonNull(taken.get(Settings.RATE));
            problems.add(written(Settings.RATE, given)
                    + " is for load: give --sensors too (the cold-chain site has a rate of its own)");
        }
        checkRetention();
        checkRoles();
        checkBroker();
        checkMqtt();
        if (values.containsKey(Settings.TRACES_ENDPOINT)
                && !isThere(Settings.TRACES_ENDPOINT)
                && values.get(Settings.TRACES_HEADERS) instanceof Map<?, ?> headers
                && !headers.isEmpty()) {
            problems.add(written(Settings.TRACES_HEADERS, Objects.requireNonNull(taken.get(Settings.TRACES_HEADERS)))
                    + " does nothing without --traces-endpoint");
        }
    }

    private void checkMqtt() {
        if (values.get(Settings.MQTT_TLS_PORT) instanceof Config.MqttPort tls && tls.on()) {
            if (!isThere(Settings.MQTT_CERT) || !isThere(Settings.MQTT_KEY)) {
                problems.add(written(Settings.MQTT_TLS_PORT, Objects.requireNonNull(taken.get(Settings.MQTT_TLS_PORT)))
                        + " takes a certificate and its key: give --mqtt-cert and --mqtt-key");
            }
        } else {
            Stream.of(Settings.MQTT_CERT, Settings.MQTT_KEY)
                    .filter(this::isThere)
                    .forEach(setting -> problems.add(written(setting, Objects.requireNonNull(taken.get(setting)))
                            + " does nothing without --mqtt-tls-port"));
        }
        if (values.containsKey(Settings.MQTT_BROKER) && !isThere(Settings.MQTT_BROKER)) {
            Stream.of(Settings.MQTT_TOPICS, Settings.MQTT_SHARE)
                    .filter(this::isThere)
                    .forEach(setting -> problems.add(written(setting, Objects.requireNonNull(taken.get(setting)))
                            + " does nothing without --mqtt-broker"));
        }
    }

    private boolean isThere(Setting<?> setting) {
        return (values.get(setting) instanceof Optional<?> one && one.isPresent())
                || (values.get(setting) instanceof List<?> some && !some.isEmpty());
    }

    private Config.Mqtt mqtt() {
        Optional<TlsFiles> files = value(Settings.MQTT_CERT)
                .flatMap(cert -> value(Settings.MQTT_KEY).map(key -> new TlsFiles(resolve(cert), resolve(key))));
        return new Config.Mqtt(
                value(Settings.MQTT_PORT),
                value(Settings.MQTT_TLS_PORT),
                files,
                value(Settings.MQTT_BROKER)
                        .map(broker -> broker.with(
                                value(Settings.MQTT_TOPICS),
                                value(Settings.MQTT_SHARE).orElse(null))));
    }

    private void checkRoles() {
        if (values.get(Settings.ROLES) instanceof Set<?> roles && !roles.contains(Config.Role.INGEST)) {
            Stream.of(Settings.SIMULATE, Settings.REPLAY_FILE)
                    .filter(setting -> Boolean.TRUE.equals(values.get(setting))
                            || (values.get(setting) instanceof Optional<?> file && file.isPresent()))
                    .forEach(setting -> problems.add(written(setting, Objects.requireNonNull(taken.get(setting)))
                            + " takes readings in: give this process the role ingest"));
        }
    }

    // Readings are told by their sensors' numbers, which are those of one store.
    private void checkBroker() {
        if (values.get(Settings.BROKER) instanceof Config.Redis
                && values.get(Settings.STORE) instanceof Config.Embedded) {
            problems.add(written(Settings.BROKER, Objects.requireNonNull(taken.get(Settings.BROKER)))
                    + " tells processes that share a store: give --store mongodb://… too");
        }
    }

    private void checkRetention() {
        if (values.get(Settings.KEEP_READINGS) instanceof OptionalInt readings
                && values.get(Settings.KEEP_SUMMARIES) instanceof OptionalInt summaries
                && summaries.isPresent()
                && summaries.getAsInt() < readings.orElse(Integer.MAX_VALUE)) {
            problems.add(written(Settings.KEEP_SUMMARIES, Objects.requireNonNull(taken.get(Settings.KEEP_SUMMARIES)))
                    + " is shorter than "
                    + written(Settings.KEEP_READINGS, Objects.requireNonNull(taken.get(Settings.KEEP_READINGS)))
                    + ": summaries are kept at least as long as readings");
        }
    }

    @SuppressWarnings("unchecked") // take() puts in what the setting's own parser made
    private <T> T value(Setting<T> setting) {
        return (T) Objects.requireNonNull(values.get(setting));
    }

    private Path resolve(Path path) {
        return cwd.resolve(path).normalize();
    }

    private Config config() {
        int sensors = value(Settings.SENSORS);
        double rate = value(Settings.RATE);
        return new Config(
                resolve(value(Settings.DATA)),
                value(Settings.LISTEN),
                new Config.Http(value(Settings.HTTP_PORT)),
                mqtt(),
                value(Settings.ROLES),
                value(Settings.STORE),
                value(Settings.SPOOL),
                new Config.Retention(value(Settings.KEEP_READINGS), value(Settings.KEEP_SUMMARIES)),
                value(Settings.BROKER),
                value(Settings.DRAIN),
                new Config.Log(value(Settings.LOG), value(Settings.LOG_LEVEL)),
                value(Settings.TRACES_ENDPOINT)
                        .map(endpoint -> new TraceSettings(
                                endpoint,
                                value(Settings.TRACES_HEADERS),
                                value(Settings.TRACES_SERVICE),
                                value(Settings.TRACES_SAMPLE))),
                new Config.Security(
                        value(Settings.ADMIN_TOKEN_FILE).map(this::resolve),
                        value(Settings.METRICS_TOKEN_FILE).map(this::resolve),
                        value(Settings.ALLOWED_HOSTS),
                        value(Settings.TRUSTED_PROXIES)),
                new Config.Host(
                        value(Settings.HOST_SENSORS),
                        value(Settings.HOST_INTERVAL),
                        resolve(value(Settings.HOST_ROOT))),
                new Config.Simulate(
                        value(Settings.SIMULATE), sensors, rate == 0 ? sensors : rate, value(Settings.SEED)),
                new Config.Replay(
                        value(Settings.REPLAY_FILE).map(this::resolve),
                        value(Settings.REPLAY_TIMES),
                        value(Settings.REPLAY_SPEED),
                        value(Settings.REPLAY_UNIT),
                        value(Settings.REPLAY_SENSOR)),
                new Config.Line(value(Settings.LINE_RULES).map(this::resolve)),
                new Config.Pipeline(value(Settings.QUEUE_LIMIT), value(Settings.INGEST_UNKNOWN)),
                new Config.Limits(
                        value(Settings.LIMIT_READINGS), value(Settings.LIMIT_BYTES), value(Settings.LIMIT_BURST)));
    }
}
