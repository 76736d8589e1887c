package io.isotherm.trace;

import java.util.function.Supplier;

/**
 * A stretch of work on one message, with a beginning and an end. Names and words are the program's own constants and
 * the rest are numbers: nothing that came from outside, as it may hold a secret. {@link #NONE} stands where nobody wants
 * to know, takes everything and does nothing. May be used from any thread; what is told after the end is lost.
 */
public interface Span {
    /** Nobody wants to know. */
    Span NONE = new NoSpan();

    /** The span that the work of this thread belongs to, between {@link #enter} and the end of its scope. */
    static Span current() {
        return Scopes.current();
    }

    /** Does the work with the span as the current one, and ends the span; tells it when the work throws. */
    static <T> T during(Span span, Supplier<T> work) {
        try (Scope _ = span.enter()) {
            return work.get();
        } catch (RuntimeException e) {
            span.fail(e);
            throw e;
        } finally {
            span.end();
        }
    }

    /** Whether anybody wants to know; what is costly to tell may be left out where not. */
    boolean isKept();

    /** Begins a span within this one. */
    Span begin(String name);

    /** Gives it a better name, once that is known. */
    Span named(String name);

    /** Tells a number. */
    Span tell(String name, long number);

    /** Tells a word of the program's own. */
    Span tell(String name, String word);

    /** Points to a span of another trace that had to do with this one. */
    Span link(Span other);

    /**
     * Tells that the work failed.
     *
     * @param kind which kind of failure, a word of the program's own: not what an exception says
     */
    Span fail(String kind);

    /** Likewise, with the name of the exception's class. */
    Span fail(Throwable failure);

    /** Ends the span. A second call does nothing. */
    void end();

    /** Makes this the current span of this thread until the scope is closed, on the same thread. */
    Scope enter();

    /** While it is open, a span is its thread's current one. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }
}
