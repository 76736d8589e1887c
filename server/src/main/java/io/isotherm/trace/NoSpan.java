package io.isotherm.trace;

/** {@link Span#NONE}. */
final class NoSpan implements Span {
    private static final Scope SCOPE = () -> {};

    @Override
    public boolean isKept() {
        return false;
    }

    @Override
    public Span begin(String name) {
        return this;
    }

    @Override
    public Span named(String name) {
        return this;
    }

    @Override
    public Span tell(String name, long number) {
        return this;
    }

    @Override
    public Span tell(String name, String word) {
        return this;
    }

    @Override
    public Span link(Span other) {
        return this;
    }

    @Override
    public Span fail(String kind) {
        return this;
    }

    @Override
    public Span fail(Throwable failure) {
        return this;
    }

    @Override
    public void end() {}

    @Override
    public Scope enter() {
        return SCOPE;
    }
}
