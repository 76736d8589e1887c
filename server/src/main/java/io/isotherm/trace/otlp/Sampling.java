package io.isotherm.trace.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Which traces are kept: those of callers who keep theirs, of the others a share; but no more than so many new ones a
 * second, whoever asks for them. What belongs to a trace that is kept is kept, and what is linked to one.
 */
final class Sampling implements Sampler {
    private final Sampler share;
    private final int mostASecond;
    private final LongSupplier nanos;
    private long second;
    private int begun;

    /**
     * @param ratio 0 to 1
     * @param nanos a clock that only goes forward
     */
    Sampling(double ratio, int mostASecond, LongSupplier nanos) {
        share = Sampler.traceIdRatioBased(ratio);
        this.mostASecond = mostASecond;
        this.nanos = nanos;
        second = nanos.getAsLong() / 1_000_000_000;
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        SpanContext above = Span.fromContext(parent).getSpanContext();
        boolean kept;
        if (above.isValid() && !above.isRemote()) {
            kept = above.isSampled();
        } else if (above.isValid()) {
            kept = above.isSampled() && hasRoom();
        } else if (!links.isEmpty()) {
            // Not more of them than of what they are linked to.
            kept = links.stream().anyMatch(link -> link.getSpanContext().isSampled());
        } else {
            kept = share.shouldSample(parent, traceId, name, kind, attributes, links)
                            .equals(SamplingResult.recordAndSample())
                    && hasRoom();
        }
        return kept ? SamplingResult.recordAndSample() : SamplingResult.drop();
    }

    private synchronized boolean hasRoom() {
        long now = nanos.getAsLong() / 1_000_000_000;
        if (now != second) {
            second = now;
            begun = 0;
        }
        if (begun >= mostASecond) {
            return false;
        }
        begun++;
        return true;
    }

    @Override
    public String getDescription() {
        return "Sampling{" + share.getDescription() + "," + mostASecond + "/s}";
    }
}
