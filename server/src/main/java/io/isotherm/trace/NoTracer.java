package io.isotherm.trace;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@link Tracer#NONE}. */
final class NoTracer implements Tracer {
    @Override
    public boolean isOn() {
        return false;
    }

    @Override
    public Span request(String name, UnaryOperator<@Nullable String> headers) {
        return Span.NONE;
    }

    @Override
    public Span message(String name) {
        return Span.NONE;
    }

    @Override
    public Span work(String name) {
        return Span.NONE;
    }

    @Override
    public Span together(String name, List<Span> of) {
        return Span.NONE;
    }
}
