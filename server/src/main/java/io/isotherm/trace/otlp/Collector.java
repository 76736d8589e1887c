package io.isotherm.trace.otlp;

import io.isotherm.ops.Health;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

/** Where spans are sent, and whether they arrive. */
final class Collector implements SpanExporter {
    private final SpanExporter exporter;
    private final String address;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean away;

    /** @param address for people: without what may be secret in a URL */
    Collector(SpanExporter exporter, String address) {
        this.exporter = exporter;
        this.address = address;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> {
            away = !result.isSuccess();
            (away ? lost : sent).addAndGet(count);
        });
    }

    /** How many spans arrived. */
    AtomicLong sent() {
        return sent;
    }

    /** How many did not, though they were sent. */
    AtomicLong lost() {
        return lost;
    }

    Health check() {
        return away
                ? Health.degraded(
                        "collector-away",
                        "The collector of traces at " + address
                                + " does not take them: it cannot be reached, or refuses them. Readings are not concerned.")
                : Health.OK;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
