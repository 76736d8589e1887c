package io.isotherm.ingest.mqtt;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the listener listens, and what it allows.
 *
 * @param port 0: any free one
 * @param connections clients at a time
 * @param payloadBytes the longest payload that is read
 * @param inFlight messages of one client that may wait to become durable; then it is not read from
 * @param inFlightBytes the same in bytes of payload
 * @param connectTimeout from the connection to the CONNECT packet
 * @param stallTimeout how long a client may be kept waiting before it is closed, so that it comes again
 * @param closeTimeout how long closing waits for messages to become durable and be acknowledged
 * @param tls what to show to clients that speak TLS; null where they speak without
 */
public record MqttSettings(
        String host,
        int port,
        int connections,
        int payloadBytes,
        int inFlight,
        int inFlightBytes,
        Duration connectTimeout,
        Duration stallTimeout,
        Duration closeTimeout,
        @Nullable TlsFiles tls) {
    public static MqttSettings of(String host, int port) {
        return new MqttSettings(
                host,
                port,
                10_000,
                256 * 1024,
                256,
                1024 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                null);
    }

    /** The same with TLS. */
    public MqttSettings withTls(TlsFiles files) {
        return new MqttSettings(
                host,
                port,
                connections,
                payloadBytes,
                inFlight,
                inFlightBytes,
                connectTimeout,
                stallTimeout,
                closeTimeout,
                files);
    }
}
