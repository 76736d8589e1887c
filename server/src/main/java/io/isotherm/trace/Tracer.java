package io.isotherm.trace;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Begins traces. Which of them are kept is its business; those that are not are {@link Span#NONE}. Never blocks. */
public interface Tracer {
    /** Nobody wants to know. */
    Tracer NONE = new NoTracer();

    /** Whether anybody ever wants to know. */
    boolean isOn();

    /**
     * A request, within the trace of who asked where its headers tell of one.
     *
     * @param name such as {@code POST}
     * @param headers gives a header's value by its name in lower case; null where it is not there
     */
    Span request(String name, UnaryOperator<@Nullable String> headers);

    /** A message that is part of no trace yet. */
    Span message(String name);

    /** Work of the program's own, for nobody in particular. */
    Span work(String name);

    /** Work for several spans at once, with a link to each of them: kept where one of them is. */
    Span together(String name, List<Span> of);
}
