package io.isotherm.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SamplingTest {
    private static final String ID = "00f067aa0ba902b7";

    private final AtomicLong nanos = new AtomicLong(7_300_000_000L);
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void ofNewTracesAShareIsKept() {
        Sampling sampling = new Sampling(0.25, Integer.MAX_VALUE, nanos::get);
        int kept = 0;
        for (int i = 0; i < 10_000; i++) {
            kept += isKept(sampling, Context.root(), List.of()) ? 1 : 0;
        }
        assertThat(kept).isBetween(2_300, 2_700);
    }

    @Test
    void theCallersMarkCountsWhateverTheShare() {
        assertThat(isKept(new Sampling(0, 10, nanos::get), under(true, true), List.of()))
                .isTrue();
        assertThat(isKept(new Sampling(1, 10, nanos::get), under(true, false), List.of()))
                .isFalse();
    }

    @Test
    void noMoreThanSoManyNewTracesASecondAreKeptWhoeverAsks() {
        Sampling sampling = new Sampling(1, 3, nanos::get);
        for (int second = 0; second < 3; second++) {
            int kept = 0;
            for (int i = 0; i < 50; i++) {
                kept += isKept(sampling, under(true, true), List.of()) ? 1 : 0;
                kept += isKept(sampling, Context.root(), List.of()) ? 1 : 0;
            }
            assertThat(kept).isEqualTo(3);
            nanos.addAndGet(1_000_000_000);
        }
    }

    @Test
    void whatBelongsToAKeptTraceIsKeptWithoutBeingCounted() {
        Sampling sampling = new Sampling(0, 0, nanos::get);
        assertThat(isKept(sampling, under(false, true), List.of())).isTrue();
        assertThat(isKept(sampling, under(false, false), List.of())).isFalse();
        LinkData link = LinkData.create(context(false, true));
        assertThat(isKept(sampling, Context.root(), List.of(link))).isTrue();
    }

    private boolean isKept(Sampling sampling, Context parent, List<LinkData> links) {
        String trace = "%016x%016x".formatted(random.nextLong(), random.nextLong());
        return sampling.shouldSample(parent, trace, "x", SpanKind.INTERNAL, Attributes.empty(), links)
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
    }

    private static Context under(boolean remote, boolean kept) {
        return Context.root().with(Span.wrap(context(remote, kept)));
    }

    private static SpanContext context(boolean remote, boolean kept) {
        TraceFlags flags = kept ? TraceFlags.getSampled() : TraceFlags.getDefault();
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        return remote
                ? SpanContext.createFromRemoteParent(trace, ID, flags, TraceState.getDefault())
                : SpanContext.create(trace, ID, flags, TraceState.getDefault());
    }
}
