package io.isotherm.ops;

import java.util.function.Supplier;

/** A part that can fail and that must be let go: a store, a broker, a listener. */
public interface Component extends AutoCloseable {
    /** What health calls it: {@code store}, {@code broker}. */
    String name();

    /** A part of a part, which is let go with the whole. */
    static Component of(String name, Supplier<Health> check) {
        return new Component() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Health check() {
                return check.get();
            }

            @Override
            public void close() {}
        };
    }

    /** Whether it works now; cheap, may block for up to a second, does not throw. */
    Health check();

    /** Lets everything go; a second call does nothing. Does not throw for what a failing part leaves undone, but logs it. */
    @Override
    void close();
}
