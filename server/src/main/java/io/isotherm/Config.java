package io.isotherm;

import io.isotherm.broker.redis.RedisSettings;
import io.isotherm.ingest.mqtt.BridgeSettings;
import io.isotherm.ingest.mqtt.TlsFiles;
import io.isotherm.model.Unit;
import io.isotherm.ops.Logging;
import io.isotherm.trace.TraceSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/**
 * Every setting of the program, as its parts want them: checked, with defaults filled in, paths absolute. What each
 * setting is called, means and may be is declared once, in {@link io.isotherm.config.Settings}.
 *
 * @param data the folder that holds everything the program keeps
 * @param listen the address of all listeners: an IP literal or {@code localhost}
 * @param spool bytes of this machine's disk that readings may take while a database is away; 0 = none
 * @param broker tells other processes of what was committed
 * @param drain how long a process that stops takes to send its pages to others, where the store is shared with some
 * @param traces where single messages' ways are told to; none = nowhere
 */
public record Config(
        Path data,
        String listen,
        Http http,
        Mqtt mqtt,
        Set<Role> roles,
        Store store,
        long spool,
        Retention retention,
        Broker broker,
        Duration drain,
        Log log,
        Optional<TraceSettings> traces,
        Security security,
        Host host,
        Simulate simulate,
        Replay replay,
        Line line,
        Pipeline pipeline,
        Limits limits) {

    /** Whether only this machine reaches the listeners; then nobody has to sign in. */
    public boolean loopback() {
        return listen.equals("localhost") || InetAddress.ofLiteral(listen).isLoopbackAddress();
    }

    /** Whether the process does this. */
    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** What the process does, in lower case, sorted, separated by commas. */
    public String roleNames() {
        return roles.stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(","));
    }

    /** What a process does. */
    public enum Role {
        /** Takes readings in. */
        INGEST,
        /** Serves the API, the page and live subscriptions. */
        LIVE,
        /** Does what is to be done once for all processes: retention, alarms. */
        WORKER
    }

    /** Where readings and the catalogue are kept. */
    public sealed interface Store {}

    /** In the data folder. */
    public record Embedded() implements Store {}

    /**
     * In MongoDB.
     *
     * @param url as the driver takes it, with the password: not to be shown to anybody
     */
    public record MongoDb(String url) implements Store {
        @Override
        public String toString() {
            return "MongoDb[url=***]";
        }
    }

    /** Who tells the parts of the program, and other processes, what was committed. */
    public sealed interface Broker {}

    /** There are no other processes. */
    public record InProcess() implements Broker {}

    /** Redis tells them. */
    public record Redis(RedisSettings settings) implements Broker {
        /** @throws IllegalArgumentException as {@link RedisSettings#parse} */
        public static Redis of(String url) {
            return new Redis(RedisSettings.parse(url));
        }
    }

    /**
     * How long things are kept where no rule for their site or sensor says otherwise.
     *
     * @param readingsDays days of 24 hours, 1 to 36,500; empty = for ever
     * @param summariesDays likewise; not less than {@code readingsDays}
     */
    public record Retention(OptionalInt readingsDays, OptionalInt summariesDays) {}

    /** @param port 0 = any free port */
    public record Http(int port) {}

    /**
     * @param plain the listener without TLS
     * @param tls the listener with TLS
     * @param files what the latter shows; there where it is on
     * @param broker another broker to subscribe to
     */
    public record Mqtt(MqttPort plain, MqttPort tls, Optional<TlsFiles> files, Optional<BridgeSettings> broker) {}

    /**
     * @param on whether there is such a listener
     * @param number 0 = any free port
     */
    public record MqttPort(boolean on, int number) {}

    public record Log(Logging.Format format, Level level) {}

    /**
     * @param adminTokenFile holds the administrator's token; required where {@link Config#loopback} is false
     * @param allowedHosts names that requests may bear in {@code Host} and {@code Origin} beside the machine's own; lower
     *     case, with a port where one was given
     * @param trustedProxies addresses and networks of proxies that say where a request came from
     */
    public record Security(
            Optional<Path> adminTokenFile,
            Optional<Path> metricsTokenFile,
            List<String> allowedHosts,
            List<String> trustedProxies) {}

    /**
     * The sensors of the machine itself.
     *
     * @param root the folder under which {@code sys} lies
     */
    public record Host(boolean sensors, Duration interval, Path root) {}

    /**
     * @param sensors how many sensors of load; 0 = the cold-chain site instead
     * @param rate readings a second of all sensors of load together; above 0 where there are any
     */
    public record Simulate(boolean enabled, int sensors, double rate, long seed) {}

    /**
     * A recorded series to play.
     *
     * @param speed how many times faster than recorded, for {@link ReplayTimes#LIVE}
     * @param unit of the recorded values
     * @param sensor key of the sensor to play as; the file's name where there is none
     */
    public record Replay(Optional<Path> file, ReplayTimes times, double speed, Unit unit, Optional<String> sensor) {}

    /** Which times replayed readings get. */
    public enum ReplayTimes {
        /** All at once, shifted so that the last reading is now. */
        NOW,
        /** All at once, with the times of the recording. */
        RECORDED,
        /** One after the other, as they were recorded, from now on. */
        LIVE
    }

    /** @param rules the file that tells which series of line protocol are which sensors; none = all by default */
    public record Line(Optional<Path> rules) {}

    /**
     * What one sender may send by HTTP or MQTT.
     *
     * @param readings a second; infinite: as much as it likes; empty: {@link #READINGS} where the server is reached from
     *     other machines, as much as it likes on loopback
     * @param bytes of messages a second, after they are inflated; likewise with {@link #BYTES}
     * @param burst for so long it may send as much as it likes before the two count
     */
    public record Limits(OptionalDouble readings, OptionalDouble bytes, Duration burst) {
        public static final double READINGS = 100_000;
        public static final double BYTES = 32 << 20;
    }

    /**
     * @param queueLimit how many readings may wait for their commit; beyond it senders are told to come again
     * @param unknown what becomes of readings from devices that are not known
     */
    public record Pipeline(int queueLimit, Unknown unknown) {}

    /** What becomes of readings from devices that are not known. */
    public enum Unknown {
        /** {@link #AUTO} where only this machine reaches the listeners, else {@link #INBOX}. */
        BY_ADDRESS,
        /** The device is made and shown at once. */
        AUTO,
        /** They are kept, and wait for somebody to adopt the device. */
        INBOX
    }

    /** Whether readings from devices that are not known wait for somebody to adopt them. */
    public boolean inbox() {
        return pipeline.unknown == Unknown.INBOX || (pipeline.unknown == Unknown.BY_ADDRESS && !loopback());
    }
}
