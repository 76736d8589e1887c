package io.isotherm;

import io.isotherm.socketio.DisconnectReason;
import io.isotherm.socketio.SocketIoMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the Socket.IO server tells of itself, as metrics: it knows nothing of them. */
final class SocketMetrics implements SocketIoMetrics {
    private static final String PREFIX = "isotherm.socketio.";

    private final MeterRegistry meters;
    private final Map<Carrier, AtomicLong> open = new EnumMap<>(Carrier.class);
    private final Counter packetsIn;
    private final Counter packetsOut;
    private final Counter bytesIn;
    private final Counter bytesOut;
    private final Counter upgrades;
    private final Counter shed;

    SocketMetrics(MeterRegistry meters) {
        this.meters = meters;
        for (Carrier carrier : Carrier.values()) {
            AtomicLong count = new AtomicLong();
            open.put(carrier, count);
            Gauge.builder(PREFIX + "connections", count, AtomicLong::get)
                    .description("Connections that are open")
                    .tag("transport", carrier.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        packetsIn = counter("packets.received", "Packets that came, heartbeats too");
        packetsOut = counter("packets.sent", "Packets that left, heartbeats too");
        bytesIn = counter("bytes.received", "Bytes of packets that came");
        bytesOut = counter("bytes.sent", "Bytes of packets that left");
        upgrades = counter("upgrades", "Connections that went from polling to a WebSocket");
        shed = counter("shed", "Packets that were thrown away because a page did not read");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(PREFIX + name).description(description).register(meters);
    }

    private AtomicLong open(Carrier carrier) {
        return open.getOrDefault(carrier, new AtomicLong());
    }

    @Override
    public void opened(Carrier carrier) {
        open(carrier).incrementAndGet();
    }

    @Override
    public void upgraded() {
        open(Carrier.POLLING).decrementAndGet();
        open(Carrier.WEBSOCKET).incrementAndGet();
        upgrades.increment();
    }

    @Override
    public void closed(Carrier carrier, DisconnectReason reason) {
        open(carrier).decrementAndGet();
        Counter.builder(PREFIX + "closed")
                .description("Connections that ended, by reason; a ping timeout is a heartbeat that was not answered")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(meters)
                .increment();
    }

    @Override
    public void refused(int status) {
        Counter.builder(PREFIX + "refused")
                .description("Requests that were refused")
                .tag("status", Integer.toString(status))
                .register(meters)
                .increment();
    }

    @Override
    public void received(int packets, long bytes) {
        packetsIn.increment(packets);
        bytesIn.increment((double) bytes);
    }

    @Override
    public void sent(int packets, long bytes) {
        packetsOut.increment(packets);
        bytesOut.increment((double) bytes);
    }

    @Override
    public void shed(int packets) {
        shed.increment(packets);
    }
}
