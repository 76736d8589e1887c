package io.isotherm.trace.otlp;

import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.isotherm.trace.Span;
import io.isotherm.trace.TraceSettings;
import io.isotherm.trace.Tracer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Sends traces to a collector by OTLP over HTTP (protobuf, gzip). Nothing here waits for the collector: at most
 * {@link #WAITING} spans wait to be sent by a thread of its own; what comes on top is dropped.
 */
public final class OtlpTracer implements Tracer, Component {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(OtlpTracer.class);

    /** Spans that may wait: about two seconds of as many traces as are begun. */
    static final int WAITING = 2_048;

    /** New traces a second at most, whoever asks for them: with a handful of spans each, what the sending thread takes. */
    static final int MOST_TRACES = 100;

    /** Messages of one commit that it is linked to; the library's bound. */
    private static final int MOST_LINKS = 128;

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofSeconds(3);

    // The library's own words on a collector that is away come again and again; the part's condition says it once.
    // Held, as loggers that nobody holds are forgotten with what was set of them.
    private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

    // Of a caller its trace and its span, which are numbers; what "tracestate" says goes no further.
    private static final TextMapGetter<UnaryOperator<@Nullable String>> HEADERS =
            (headers, name) -> headers != null && name.equals("traceparent") ? headers.apply(name) : null;

    private final Collector collector;
    private final SdkTracerProvider provider;
    private final io.opentelemetry.api.trace.Tracer tracer;

    /** @param about what is told of this process with every span, such as {@code service.instance.id} */
    public OtlpTracer(TraceSettings settings, Map<String, String> about, MeterRegistry meters) {
        LIBRARY.setLevel(Level.OFF);
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setCompression("gzip")
                .setConnectTimeout(PATIENCE)
                .setTimeout(PATIENCE)
                // Tried again it would hold up what comes after it; the next batch finds out as well.
                .setRetryPolicy(null);
        settings.headers().forEach(exporter::addHeader);
        collector = new Collector(exporter.build(), settings.address());
        AttributesBuilder attributes = Attributes.builder();
        about.forEach(attributes::put);
        provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(attributes.build())))
                .setSampler(new Sampling(settings.sample(), MOST_TRACES, System::nanoTime))
                .addSpanProcessor(BatchSpanProcessor.builder(collector)
                        .setMaxQueueSize(WAITING)
                        .setScheduleDelay(EVERY)
                        .setExporterTimeout(PATIENCE)
                        .build())
                .build();
        tracer = provider.get("io.isotherm");
        count("isotherm.traces.sent", "Spans that the collector took", collector.sent(), meters);
        count("isotherm.traces.lost", "Spans that were sent and did not arrive", collector.lost(), meters);
        LOG.info("traces: endpoint={} sample={}", settings.address(), settings.sample());
    }

    private static void count(String name, String description, AtomicLong count, MeterRegistry meters) {
        FunctionCounter.builder(name, count, AtomicLong::get)
                .description(description)
                .register(meters);
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public Span request(String name, UnaryOperator<@Nullable String> headers) {
        Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
        return begin(tracer.spanBuilder(name).setParent(parent).setSpanKind(SpanKind.SERVER));
    }

    @Override
    public Span message(String name) {
        return begin(tracer.spanBuilder(name).setNoParent().setSpanKind(SpanKind.CONSUMER));
    }

    @Override
    public Span work(String name) {
        return begin(tracer.spanBuilder(name).setNoParent());
    }

    @Override
    public Span together(String name, List<Span> of) {
        SpanBuilder builder = tracer.spanBuilder(name).setNoParent();
        int links = 0;
        for (Span one : of) {
            if (links < MOST_LINKS && one instanceof KeptSpan kept) {
                builder.addLink(kept.context());
                links++;
            }
        }
        return links == 0 ? Span.NONE : begin(builder);
    }

    private Span begin(SpanBuilder builder) {
        io.opentelemetry.api.trace.Span span = builder.startSpan();
        return span.isRecording() ? new KeptSpan(tracer, span) : Span.NONE;
    }

    @Override
    public String name() {
        return "traces";
    }

    @Override
    public Health check() {
        return collector.check();
    }

    /** Sends what waits, and lets the rest go after a few seconds. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    }
}
