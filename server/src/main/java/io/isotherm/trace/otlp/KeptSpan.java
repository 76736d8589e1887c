package io.isotherm.trace.otlp;

import io.isotherm.trace.Scopes;
import io.isotherm.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/** A span that is sent to the collector once it has ended. */
final class KeptSpan implements Span {
    private final Tracer tracer;
    private final io.opentelemetry.api.trace.Span span;

    KeptSpan(Tracer tracer, io.opentelemetry.api.trace.Span span) {
        this.tracer = tracer;
        this.span = span;
    }

    io.opentelemetry.api.trace.SpanContext context() {
        return span.getSpanContext();
    }

    @Override
    public boolean isKept() {
        return true;
    }

    @Override
    public Span begin(String name) {
        return new KeptSpan(
                tracer,
                tracer.spanBuilder(name)
                        .setParent(Context.root().with(span))
                        .setSpanKind(SpanKind.INTERNAL)
                        .startSpan());
    }

    @Override
    public Span named(String name) {
        span.updateName(name);
        return this;
    }

    @Override
    public Span tell(String name, long number) {
        span.setAttribute(name, number);
        return this;
    }

    @Override
    public Span tell(String name, String word) {
        span.setAttribute(name, word);
        return this;
    }

    @Override
    public Span link(Span other) {
        if (other instanceof KeptSpan kept) {
            span.addLink(kept.context());
        }
        return this;
    }

    @Override
    public Span fail(String kind) {
        span.setStatus(StatusCode.ERROR);
        span.setAttribute("error.type", kind);
        return this;
    }

    @Override
    public Span fail(Throwable failure) {
        return fail(failure.getClass().getSimpleName());
    }

    @Override
    public Scope enter() {
        return Scopes.enter(this);
    }

    @Override
    public void end() {
        span.end();
    }

    @Override
    public String toString() {
        return "KeptSpan[" + span.getSpanContext().getSpanId() + "]";
    }
}
